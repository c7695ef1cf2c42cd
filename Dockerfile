# The gateway and the bulk re-verification as images:
#   docker build --target gateway -t kyc-gateway --build-arg REVISION="$(git rev-parse --short=12 HEAD)" .
#   docker build --target batch   -t kyc-batch-reverify .
# To use jars that are already built: --build-context jars=FOLDER, where FOLDER holds both jars and their SBOMs
# (META-INF/sbom in them), replaces the first two stages (BuildKit). For releases, pin the base images by digest
# (tag@sha256:…), and attach what BuildKit finds of the base image and how it was built:
#   docker buildx build --target gateway --sbom=true --provenance=mode=max -t REGISTRY/kyc-gateway:VERSION --push .

FROM maven:3.9.11-eclipse-temurin-25-noble AS build
WORKDIR /src
COPY . .
# The build context has no .git: without this argument kyc_build_info reports "unknown".
ARG REVISION=unknown
RUN mvn -q -B -ntp -Dquick -Dsbom -Dgit.commit.id.abbrev="$REVISION" package

FROM scratch AS jars
COPY --from=build /src/service/target/kyc-gateway.jar /src/service/target/classes/META-INF/sbom/kyc-gateway.cdx.json \
  /src/batch-reverify/target/kyc-batch-reverify.jar /src/batch-reverify/target/classes/META-INF/sbom/kyc-batch-reverify.cdx.json /

# The JDK that the project's tests run on.
FROM eclipse-temurin:25.0.3_9-jre-noble AS runtime
LABEL org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
COPY config.yml ./
# A numeric UID, so that Kubernetes can verify runAsNonRoot. It owns nothing in /app.
USER 10001:10001

FROM runtime AS gateway
LABEL org.opencontainers.image.title="kyc-gateway" io.kycgateway.sbom="/app/sbom/kyc-gateway.cdx.json"
COPY --from=jars /kyc-gateway.jar ./
# CycloneDX: scanners of images find it by its name, and the label names it.
COPY --from=jars /kyc-gateway.cdx.json ./sbom/
COPY service/aot-cache.sh ./
# Verifies for up to 30 s to learn which classes and methods matter: the process starts and becomes fast sooner. The cache is
# for exactly this jar and JDK; with other ones, or a garbage collector that cannot use it, the JVM starts without it.
USER root
RUN bash aot-cache.sh kyc-gateway.jar config.yml kyc-gateway.aot
USER 10001:10001
EXPOSE 8080 8081
# bash opens the connection: the image needs no curl, and no second JVM is started every ten seconds.
HEALTHCHECK --interval=10s --timeout=3s --retries=6 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${KYC_PORT:-8080} && printf 'GET /health?type=ready HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '^HTTP/1.1 200' <&3"]
# The JVM is PID 1 and receives SIGTERM. The heap follows the container's memory limit. It writes only what config.yml names:
# the root file system may be read-only, even without a writable /tmp. JDK_JAVA_OPTIONS takes further options.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=65", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", "-XX:+ErrorFileToStdout", "-XX:AOTCache=kyc-gateway.aot", "-jar", "kyc-gateway.jar"]
CMD ["server", "config.yml"]

FROM runtime AS batch
LABEL org.opencontainers.image.title="kyc-batch-reverify" io.kycgateway.sbom="/app/sbom/kyc-batch-reverify.cdx.json"
COPY --from=jars /kyc-batch-reverify.jar ./
# CycloneDX: scanners of images find it by its name, and the label names it.
COPY --from=jars /kyc-batch-reverify.cdx.json ./sbom/
# Results go here. Mount a volume: it must outlive the container for the same command to resume.
USER root
RUN install -d -o 10001 -g 10001 /data
USER 10001:10001
# It opens no port: progress is on the Pushgateway, the result is the exit code.
HEALTHCHECK NONE
# Throughput matters here, pauses do not: the parallel collector. A JDK_JAVA_OPTIONS of your own replaces it.
ENV JDK_JAVA_OPTIONS=-XX:+UseParallelGC
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=65", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", "-XX:+ErrorFileToStdout", "-jar", "kyc-batch-reverify.jar"]
CMD ["--help"]
