"""One mistake of each kind, planted in the rendered production installation, and what the check must say of it."""
from model import named, of_kind


def gateway(objects):
    return named(objects, "Deployment", "kyc-gateway")


def pod(objects):
    return gateway(objects)["spec"]["template"]["spec"]


def container(objects):
    return pod(objects)["containers"][0]


def run(objects):
    return next(job for job in of_kind(objects, "Job") if job["spec"].get("completionMode"))


def spec(objects, kind, name="kyc-gateway"):
    return named(objects, kind, name)["spec"]


def values(objects):
    return next(thing["data"] for thing in of_kind(objects, "ConfigMap") if "KYC_OCR_URL" in thing["data"])


def variable(objects, name, **changes):
    next(entry for entry in container(objects)["env"] if entry["name"] == name).update(changes)


def sources(objects):
    return next(volume for volume in pod(objects)["volumes"] if volume["name"] == "secrets")["projected"]["sources"]


def drop(objects, kind, name):
    objects.remove(named(objects, kind, name))


def scale_by(name):
    return {"type": "Pods", "pods": {"metric": {"name": name}, "target": {"type": "AverageValue", "averageValue": "1"}}}


def rule(expr):
    return {"alert": "Planted", "expr": expr}


# What a schema alone finds.
SCHEMA = [
    ("unknown field", "unknown field", lambda o: pod(o).update(terminationGracePeriod=40)),
    ("unknown field, deep", "/podSelector/matchLabel", lambda o: spec(o, "NetworkPolicy")["podSelector"].update(matchLabel={})),
    ("unknown field of the Operator", "/honourLabels",
     lambda o: spec(o, "ServiceMonitor")["endpoints"][0].update(honourLabels=True)),
    ("wrong type", "integer", lambda o: pod(o).update(terminationGracePeriodSeconds="40")),
    ("missing field", "missingProperty", lambda o: container(o).pop("name")),
    ("unknown value", "enum", lambda o: run(o)["spec"]["podFailurePolicy"]["rules"][0].update(action="Retry")),
    ("unknown kind", "no schema", lambda o: gateway(o).update(apiVersion="apps/v1beta3")),
]

# What the cross-checks find.
RULES = [
    ("two of one name", "there are two", lambda o: o.append({**gateway(o), "spec": {**gateway(o)["spec"], "paused": True}})),
    ("another namespace", "is in namespace", lambda o: gateway(o)["metadata"].update(namespace="default")),
    ("a Secret", "never in a manifest", lambda o: o.append(
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "kyc-api-keys", "namespace": "kyc"}})),
    ("root", "runAsNonRoot", lambda o: pod(o)["securityContext"].update(runAsNonRoot=False)),
    ("another user than the image's", "runAsUser must be 10001", lambda o: pod(o)["securityContext"].update(runAsUser=1000)),
    ("no seccomp", "seccompProfile", lambda o: pod(o)["securityContext"].pop("seccompProfile")),
    ("writable root", "readOnlyRootFilesystem", lambda o: container(o)["securityContext"].update(readOnlyRootFilesystem=False)),
    ("capabilities", "capabilities", lambda o: container(o)["securityContext"].pop("capabilities")),
    ("a token", "automountServiceAccountToken", lambda o: pod(o).pop("automountServiceAccountToken")),
    ("variables of Services", "enableServiceLinks", lambda o: pod(o).update(enableServiceLinks=True)),
    ("more privileges", "allowPrivilegeEscalation", lambda o: container(o)["securityContext"].update(allowPrivilegeEscalation=True)),
    ("a second container", "must have one container", lambda o: pod(o)["containers"].append({"name": "b", "image": "b"})),
    ("a folder of the node", "mounts a folder of the node",
     lambda o: pod(o)["volumes"].append({"name": "logs", "hostPath": {"path": "/var/log"}})),
    ("the node's network", "hostNetwork", lambda o: pod(o).update(hostNetwork=True)),
    ("no limit", "resources.limits.memory", lambda o: container(o)["resources"]["limits"].pop("memory")),
    ("memory promised twice", "memory requested", lambda o: container(o)["resources"]["requests"].update(memory="1Gi")),
    ("image of another name", "builds no image", lambda o: container(o).update(image="kyc-gatewy:1.0.0-SNAPSHOT")),
    ("image of another version", "not of version", lambda o: container(o).update(image="kyc-gateway:latest")),
    ("an entry point", "command replaces", lambda o: container(o).update(command=["java"])),
    ("a fixed heap", "-Xmx", lambda o: container(o)["env"].append({"name": "JDK_JAVA_OPTIONS", "value": "-Xmx1g"})),
    ("a command of the other image", "has no command", lambda o: container(o).update(args=["reverify"])),
    ("container port", "config.yml has 8081", lambda o: container(o)["ports"][1].update(containerPort=9091)),
    ("port name", "ports are", lambda o: container(o)["ports"][1].update(name="metrics")),
    ("targetPort", "have no port http", lambda o: spec(o, "Service")["ports"][0].update(targetPort="http")),
    ("Service port", "port 80 leads to", lambda o: spec(o, "Service")["ports"][0].update(port=80)),
    ("port of a policy", "have no port http", lambda o: spec(o, "NetworkPolicy")["ingress"][0]["ports"][0].update(port="http")),
    ("probe path", "healthCheckUrlPaths", lambda o: container(o)["readinessProbe"]["httpGet"].update(path="/healthz?type=ready")),
    ("probe type", "must ask type=ready", lambda o: container(o)["readinessProbe"]["httpGet"].update(path="/health?type=alive")),
    ("probe port", "on the port api", lambda o: container(o)["livenessProbe"]["httpGet"].update(port="admin")),
    ("no startup probe", "startupProbe is missing", lambda o: container(o).pop("startupProbe")),
    ("grace period", "a shutdown takes up to 30", lambda o: pod(o).update(terminationGracePeriodSeconds=29)),
    ("longer wait", "a shutdown takes up to 55", lambda o: container(o)["env"].append({"name": "KYC_SHUTDOWN_WAIT", "value": "30s"})),
    ("grace period of the batch", "a shutdown takes up to 15",
     lambda o: run(o)["spec"]["template"]["spec"].update(terminationGracePeriodSeconds=10)),
    ("no preStop", "without preStop", lambda o: container(o).pop("lifecycle")),
    ("a pod fewer", "maxUnavailable 0", lambda o: gateway(o)["spec"]["strategy"]["rollingUpdate"].update(maxUnavailable=1)),
    ("ready at once", "minReadySeconds", lambda o: gateway(o)["spec"].update(minReadySeconds=0)),
    ("ConfigMap", "there is no ConfigMap", lambda o: container(o)["envFrom"][0]["configMapRef"].update(name="kyc-settings")),
    ("variable", "reads no variable KYC_OCR_ULR", lambda o: values(o).update(KYC_OCR_ULR="http://kyc-ocr:8080")),
    ("variable of an argument", "$(NAME) is not a variable",
     lambda o: run(o)["spec"]["template"]["spec"]["containers"][0]["args"].append("$(NAME)")),
    ("file", "nothing mounts", lambda o: variable(o, "API_KEYS_FILE", value="/run/secrets/kyc/api-keys")),
    ("configuration file", "nothing mounts", lambda o: container(o).update(args=["server", "/etc/kyc/kyc.yml"])),
    ("volume", "there is no volume", lambda o: container(o)["volumeMounts"][0].update(name="cfg")),
    ("unused volume", "mounted nowhere", lambda o: pod(o)["volumes"].append({"name": "tmp", "emptyDir": {}})),
    ("read-only file system", "no emptyDir at /data", lambda o: values(o).update(KYC_DATABASE_URL="jdbc:h2:file:/data/kyc")),
    ("module without URL", "KYC_OCR_URL is missing", lambda o: values(o).pop("KYC_OCR_URL")),
    ("simulator", "simulated modules", lambda o: values(o).update(KYC_SIMULATOR="true")),
    ("Secret", "creates no Secret", lambda o: sources(o)[0]["secret"].update(name="kyc-metrics")),
    ("key of a Secret", "creates no key", lambda o: sources(o)[0]["secret"]["items"][0].update(key="password")),
    ("key of a variable", "creates no key user",
     lambda o: variable(o, "METRICS_USERNAME", valueFrom={"secretKeyRef": {"name": "kyc-metrics-credentials", "key": "user"}})),
    ("key of a monitor", "creates no key password",
     lambda o: spec(o, "ServiceMonitor")["endpoints"][0]["basicAuth"]["password"].update(key="password")),
    ("secret in the environment", "is a secret in the environment", lambda o: values(o).update(KYC_STORE_PASSWORD="x")),
    ("password in a URL", "contains a password", lambda o: values(o).update(KYC_STORE_URL="redis://a:b@kyc-store:6379")),
    ("selector", "does not match its pods", lambda o: gateway(o)["spec"]["selector"]["matchLabels"].update(a="b")),
    ("Service's selector", "selects no pod",
     lambda o: spec(o, "Service")["selector"].update({"app.kubernetes.io/name": "gateway"})),
    ("spread", "does not count its own pods",
     lambda o: pod(o)["topologySpreadConstraints"][0]["labelSelector"]["matchLabels"].update(a="b")),
    ("budget's selector", "PodDisruptionBudget/kyc-gateway: selects no pod",
     lambda o: spec(o, "PodDisruptionBudget")["selector"]["matchLabels"].update(a="b")),
    ("monitor's port", "has a port metrics", lambda o: spec(o, "ServiceMonitor")["endpoints"][0].update(port="metrics")),
    ("monitor's path", "path is /prometheus", lambda o: spec(o, "ServiceMonitor")["endpoints"][0].update(path="/prometheus")),
    ("budget of all", "not all", lambda o: spec(o, "PodDisruptionBudget").update(maxUnavailable=3)),
    ("budget of none", "at least one", lambda o: spec(o, "PodDisruptionBudget").update(maxUnavailable=0)),
    ("replicas", "undo the autoscaler", lambda o: gateway(o)["spec"].update(replicas=3)),
    ("autoscaler's target", "there is no kyc-gatewy",
     lambda o: spec(o, "HorizontalPodAutoscaler")["scaleTargetRef"].update(name="kyc-gatewy")),
    ("autoscaler's range", "below maxReplicas", lambda o: spec(o, "HorizontalPodAutoscaler").update(maxReplicas=3)),
    ("autoscaler's metric", "serves no kyc_sessions",
     lambda o: spec(o, "HorizontalPodAutoscaler")["metrics"].append(scale_by("kyc_sessions"))),
    ("metric of a rule", "has no kyc_verification_total",
     lambda o: spec(o, "PrometheusRule")["groups"][0]["rules"].append(rule("rate(kyc_verification_total[5m]) > 0"))),
    ("restarts in the pod", "must be Never", lambda o: run(o)["spec"]["template"]["spec"].update(restartPolicy="OnFailure")),
    ("exit codes", "are final", lambda o: run(o)["spec"]["podFailurePolicy"]["rules"][1]["onExitCodes"].update(values=[1, 2, 3])),
    ("container of the failure policy", "names no container",
     lambda o: run(o)["spec"]["podFailurePolicy"]["rules"][1]["onExitCodes"].update(containerName="batch")),
    ("parallelism", "completions = parallelism", lambda o: run(o)["spec"].update(parallelism=2)),
    ("an option of no batch", "the batch has no option --older-then",
     lambda o: run(o)["spec"]["template"]["spec"]["containers"][0]["args"].extend(["--older-then", "30d"])),
    ("runs next to each other", "concurrencyPolicy",
     lambda o: spec(o, "CronJob", "kyc-reverify-weekly").update(concurrencyPolicy="Allow")),
    ("older than anything", "nothing is kept that long",
     lambda o: run(o)["spec"]["template"]["spec"]["containers"][0]["args"].extend(["--older-than", "400d"])),
    ("no way to the modules", "lets it reach kyc-ocr", lambda o: drop(o, "NetworkPolicy", "kyc-gateway-egress")),
    ("port of the database", "lets it reach kyc-database:5433",
     lambda o: values(o).update(KYC_DATABASE_URL="jdbc:postgresql://kyc-database:5433/kyc")),
    ("not let in", "kyc-store does not let it in",
     lambda o: spec(o, "NetworkPolicy", "kyc-store")["ingress"][0]["from"][0]["podSelector"]["matchLabels"].update(a="b")),
    ("migration not let in", "Job/kyc-migrate: kyc-database does not let it in",
     lambda o: spec(o, "NetworkPolicy", "kyc-database")["ingress"][0]["from"][0]["podSelector"]["matchExpressions"][0]["values"].pop()),
    ("no policy", "no NetworkPolicy for Ingress", lambda o: drop(o, "NetworkPolicy", "kyc-batch-reverify")),
    ("no DNS", "ask DNS", lambda o: spec(o, "NetworkPolicy")["egress"].clear()),
    ("no Prometheus", "lets Prometheus", lambda o: spec(o, "NetworkPolicy")["ingress"].pop()),
    ("admin port for clients", "may reach the admin port",
     lambda o: spec(o, "NetworkPolicy")["ingress"][0]["ports"].append({"protocol": "TCP", "port": "admin"})),
]

# The same where the mistake is in the rest of the repository.
FACTS = [
    ("a fixed heap in the image", "does not follow the memory limit", lambda f: f.stages.update(gateway='ENTRYPOINT ["java", "-Xmx1g"]')),
    ("a shutdown shorter than a verification", "shutdownGracePeriod is shorter", lambda f: setattr(f, "shutdown_grace", f.deadline)),
]
