"""Cross-checks that no schema can express. Each takes the objects of one installation and the repository's facts, and yields problems."""
import re
import urllib.parse

from facts import seconds
from model import (environment, job_of, matches, name_of, named, of_kind, policy_allows, secret_files, workloads)

APP = "app.kubernetes.io/name"
# Which variables' hosts a command connects to.
CONNECTS = {"server": r"KYC_(?!SIMULATOR)\w+_URL", "db": r"KYC_DATABASE_URL",
            "reverify": r"KYC_(?!STORE)\w+_URL|PUSHGATEWAY_URL"}
SECRET_NAME = re.compile(r"PASSWORD|SECRET|TOKEN|API_KEYS|_KEY\b")
MARGIN = 5


def identity(objects, facts):
    seen = {}
    for thing in objects:
        key = (thing["apiVersion"], name_of(thing))
        if key in seen and seen[key] != thing:
            yield f"{name_of(thing)}: there are two of this name"
        seen[key] = thing
        if thing["kind"] != "Namespace" and thing["metadata"].get("namespace") != "kyc":
            yield f"{name_of(thing)}: is in namespace {thing['metadata'].get('namespace')}, and prometheus/ expects kyc"
        if thing["kind"] == "Secret":
            yield f"{name_of(thing)}: Secrets are referred to, and never in a manifest"


def hardening(objects, facts):
    for thing, _, pod, container in workloads(objects):
        wanted = {"runAsNonRoot": True, "runAsUser": facts.user, "seccompProfile": {"type": "RuntimeDefault"}}
        for key, value in wanted.items():
            if pod.get("securityContext", {}).get(key) != value:
                yield f"{name_of(thing)}: securityContext.{key} must be {value}"
        wanted = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
        for key, value in wanted.items():
            if container.get("securityContext", {}).get(key) != value:
                yield f"{name_of(thing)}: the container's securityContext.{key} must be {value}"
        for key in ("automountServiceAccountToken", "enableServiceLinks"):
            if pod.get(key) is not False:
                yield f"{name_of(thing)}: {key} must be false"
        for key in ("hostNetwork", "hostPID", "hostIPC", "initContainers"):
            if pod.get(key):
                yield f"{name_of(thing)}: {key} is not expected"
        if len(pod["containers"]) != 1:
            yield f"{name_of(thing)}: must have one container"
        if any("hostPath" in volume for volume in pod.get("volumes", [])):
            yield f"{name_of(thing)}: mounts a folder of the node"


def resources(objects, facts):
    for thing, _, _, container in workloads(objects):
        given = container.get("resources", {})
        for side in ("requests", "limits"):
            for what in ("cpu", "memory"):
                if what not in given.get(side, {}):
                    yield f"{name_of(thing)}: resources.{side}.{what} is missing"
        # The heap is a share of the limit: memory that is promised twice ends in the wrong process being killed.
        if given.get("requests", {}).get("memory") != given.get("limits", {}).get("memory"):
            yield f"{name_of(thing)}: memory requested must be the limit"


def images(objects, facts):
    for thing, _, _, container in workloads(objects):
        image, _, tag = container["image"].rpartition(":")
        stage = facts.stage_of_image.get(image.rsplit("/", 1)[-1])
        if not stage:
            yield f"{name_of(thing)}: compose.yaml builds no image {container['image']}"
            continue
        if tag != facts.version:
            yield f"{name_of(thing)}: image {container['image']} is not of version {facts.version}"
        if "command" in container:
            yield f"{name_of(thing)}: command replaces the image's entry point and its JVM options"
        if not re.search(r"ENTRYPOINT .*-XX:MaxRAMPercentage=\d+", facts.stages[stage]):
            yield f"Dockerfile: the heap of stage {stage} does not follow the memory limit"
        if re.search(r"-Xmx|-Xms", " ".join(str(value) for value in environment(objects, container).values())):
            yield f"{name_of(thing)}: -Xmx would not follow the memory limit"
        command = (container.get("args") or [""])[0]
        if command not in {"gateway": ("server", "db"), "batch": ("reverify",)}[stage]:
            yield f"{name_of(thing)}: {container['image']} has no command {command!r}"


def ports(objects, facts):
    pods = [(thing, labels, {port["name"]: port["containerPort"] for port in container.get("ports", [])})
            for thing, labels, _, container in workloads(objects)]
    for thing, labels, _, container in workloads(objects):
        declared = {port["name"]: port["containerPort"] for port in container.get("ports", [])}
        values = environment(objects, container)
        for name, port in declared.items():
            variable = {"api": "KYC_PORT", "admin": "KYC_ADMIN_PORT"}.get(name)
            if port != int(values.get(variable) or facts.ports.get(name, -1)):
                yield f"{name_of(thing)}: port {name} is {port}, and config.yml has {facts.ports.get(name)}"
        if thing["kind"] == "Deployment" and set(declared) != set(facts.ports):
            yield f"{name_of(thing)}: ports are {sorted(declared)}, not {sorted(facts.ports)}"
    for service in of_kind(objects, "Service"):
        for port in service["spec"]["ports"]:
            chosen = [declared for _, labels, declared in pods if matches({"matchLabels": service["spec"]["selector"]}, labels)]
            if not chosen:
                yield f"{name_of(service)}: selects no pod"
            for declared in chosen:
                if port["targetPort"] not in declared:
                    yield f"{name_of(service)}: its pods have no port {port['targetPort']}"
                elif port["port"] != declared[port["targetPort"]]:
                    yield f"{name_of(service)}: port {port['port']} leads to {declared[port['targetPort']]}"
    for policy in of_kind(objects, "NetworkPolicy"):
        chosen = [declared for _, labels, declared in pods if matches(policy["spec"]["podSelector"], labels)]
        for rule in policy["spec"].get("ingress", []):
            for port in rule.get("ports", []):
                for declared in chosen:
                    if port["port"] not in declared and port["port"] not in declared.values():
                        yield f"{name_of(policy)}: its pods have no port {port['port']}"


def probes(objects, facts):
    for thing in of_kind(objects, "Deployment"):
        container = thing["spec"]["template"]["spec"]["containers"][0]
        for kind, wanted in (("startupProbe", "alive"), ("livenessProbe", "alive"), ("readinessProbe", "ready")):
            probe = container.get(kind, {}).get("httpGet")
            if not probe:
                yield f"{name_of(thing)}: {kind} is missing"
                continue
            url = urllib.parse.urlsplit(probe["path"])
            if url.path not in facts.health_paths:
                yield f"{name_of(thing)}: {kind}: {url.path} is not in health.healthCheckUrlPaths of config.yml"
            if urllib.parse.parse_qs(url.query).get("type") != [wanted]:
                yield f"{name_of(thing)}: {kind}: must ask type={wanted}"
            if probe["port"] != "api":
                yield f"{name_of(thing)}: {kind}: probes are on the port api"


def shutdown(objects, facts):
    for thing, _, pod, container in workloads(objects):
        given = pod.get("terminationGracePeriodSeconds", 30)
        command = (container.get("args") or [""])[0]
        if command == "server":
            sleep = container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
            if not sleep:
                yield f"{name_of(thing)}: without preStop, pods end before all endpoints are without them"
            wait = environment(objects, container).get("KYC_SHUTDOWN_WAIT")
            needed = sleep + (seconds(wait) if wait else facts.shutdown_wait) + facts.shutdown_grace + MARGIN
            if facts.shutdown_grace < facts.deadline + facts.commit:
                yield "config.yml: server.shutdownGracePeriod is shorter than a verification and its commit"
        elif command == "reverify":
            needed = facts.batch_grace + MARGIN
        else:
            continue
        if given < needed:
            yield f"{name_of(thing)}: terminationGracePeriodSeconds is {given}, and a shutdown takes up to {needed:g}"


def rollout(objects, facts):
    for thing in of_kind(objects, "Deployment"):
        rolling = thing["spec"].get("strategy", {}).get("rollingUpdate", {})
        if rolling.get("maxUnavailable") != 0 or not rolling.get("maxSurge"):
            yield f"{name_of(thing)}: a rolling update needs maxUnavailable 0 and a maxSurge"
        period = thing["spec"]["template"]["spec"]["containers"][0].get("readinessProbe", {}).get("periodSeconds", 10)
        if thing["spec"].get("minReadySeconds", 0) < period:
            yield f"{name_of(thing)}: minReadySeconds is shorter than the readiness probe's period"


def settings(objects, facts):
    """ConfigMaps, variables and the files that they name."""
    for thing, _, pod, container in workloads(objects):
        wanted = [source["configMapRef"]["name"] for source in container.get("envFrom", []) if "configMapRef" in source]
        wanted += [volume["configMap"]["name"] for volume in pod.get("volumes", []) if "configMap" in volume]
        for name in wanted:
            if not named(objects, "ConfigMap", name):
                yield f"{name_of(thing)}: there is no ConfigMap {name}"
        values = environment(objects, container)
        args = container.get("args", [])
        expanded = set(re.findall(r"\$\((\w+)\)", " ".join(args)))
        for name in sorted(expanded - values.keys()):
            yield f"{name_of(thing)}: $({name}) is not a variable"
        for name in sorted(values.keys() - facts.variables - expanded):
            yield f"{name_of(thing)}: config.yml reads no variable {name}"
        mounted = {path for path, _, _ in secret_files(pod, container)}
        for volume in pod.get("volumes", []):
            mount = next((m["mountPath"] for m in container.get("volumeMounts", []) if m["name"] == volume["name"]), None)
            if not mount:
                yield f"{name_of(thing)}: volume {volume['name']} is mounted nowhere"
            elif "configMap" in volume and named(objects, "ConfigMap", volume["configMap"]["name"]):
                mounted |= {f"{mount}/{key}" for key in named(objects, "ConfigMap", volume["configMap"]["name"])["data"]}
        for mount in container.get("volumeMounts", []):
            if mount["name"] not in [volume["name"] for volume in pod.get("volumes", [])]:
                yield f"{name_of(thing)}: there is no volume {mount['name']} for {mount['mountPath']}"
        for where, value in [*values.items(), *enumerate(args)]:
            for path in re.findall(r"/(?:run|etc)/[\w./-]+", value or ""):
                if path not in mounted:
                    yield f"{name_of(thing)}: {where}: nothing mounts {path}"
        folders = [m["mountPath"] for m in container.get("volumeMounts", [])
                   for volume in pod["volumes"] if volume["name"] == m["name"] and "emptyDir" in volume]
        embedded = re.match(r"jdbc:h2:file:(/\S+)/", values.get("KYC_DATABASE_URL") or "")
        if embedded and embedded[1] not in folders:
            yield f"{name_of(thing)}: KYC_DATABASE_URL is on the read-only file system: no emptyDir at {embedded[1]}"
        if args and args[0] == "server":
            simulated = values.get("KYC_SIMULATOR") == "true"
            for module in facts.modules:
                if not simulated and not values.get(f"KYC_{module.upper()}_URL"):
                    yield f"{name_of(thing)}: KYC_{module.upper()}_URL is missing"
            if simulated and of_kind(objects, "HorizontalPodAutoscaler"):
                yield f"{name_of(thing)}: simulated modules in production"


def secrets(objects, facts):
    for thing, _, pod, container in workloads(objects):
        wanted = [(name, key) for _, name, key in secret_files(pod, container)]
        for variable in container.get("env", []):
            reference = variable.get("valueFrom", {}).get("secretKeyRef")
            if reference:
                wanted.append((reference["name"], reference["key"]))
        yield from undeclared(thing, wanted, facts)
        for name, value in environment(objects, container).items():
            if value and SECRET_NAME.search(name) and not name.endswith("_FILE"):
                yield f"{name_of(thing)}: {name} is a secret in the environment"
            if re.search(r"://[^/@\s]*:[^/@\s]*@|[?&]password=", value or ""):
                yield f"{name_of(thing)}: {name} contains a password"
    for monitor in of_kind(objects, "ServiceMonitor", "PodMonitor"):
        for endpoint in monitor["spec"].get("endpoints") or monitor["spec"]["podMetricsEndpoints"]:
            wanted = [(reference["name"], reference["key"]) for reference in endpoint.get("basicAuth", {}).values()]
            yield from undeclared(monitor, wanted, facts)


def undeclared(thing, references, facts):
    for name, key in references:
        if name not in facts.secrets:
            yield f"{name_of(thing)}: docs/operations.md creates no Secret {name}"
        elif key not in facts.secrets[name]:
            yield f"{name_of(thing)}: docs/operations.md creates no key {key} in Secret {name}"


def selectors(objects, facts):
    pods = [labels for _, labels, _, _ in workloads(objects)]
    for thing, labels, pod, _ in workloads(objects):
        if "selector" in thing["spec"] and not matches(thing["spec"]["selector"], labels):
            yield f"{name_of(thing)}: its selector does not match its pods"
        for constraint in pod.get("topologySpreadConstraints", []):
            if not matches(constraint.get("labelSelector"), labels):
                yield f"{name_of(thing)}: spread over {constraint['topologyKey']} does not count its own pods"
    for budget in of_kind(objects, "PodDisruptionBudget"):
        if not any(matches(budget["spec"]["selector"], labels) for labels in pods):
            yield f"{name_of(budget)}: selects no pod"
    for monitor in of_kind(objects, "ServiceMonitor"):
        if not monitor["metadata"]["name"].startswith("kyc-gateway"):
            continue
        chosen = [service for service in of_kind(objects, "Service")
                  if matches(monitor["spec"]["selector"], service["metadata"].get("labels", {}))]
        for endpoint in monitor["spec"]["endpoints"]:
            if not any(port["name"] == endpoint["port"] for service in chosen for port in service["spec"]["ports"]):
                yield f"{name_of(monitor)}: no Service that it selects has a port {endpoint['port']}"
            if endpoint.get("path") != facts.metrics_path:
                yield f"{name_of(monitor)}: path is {endpoint.get('path')}"


def replicas(objects, facts):
    scaled = {}
    for scaler in of_kind(objects, "HorizontalPodAutoscaler"):
        target = named(objects, scaler["spec"]["scaleTargetRef"]["kind"], scaler["spec"]["scaleTargetRef"]["name"])
        if not target:
            yield f"{name_of(scaler)}: there is no {scaler['spec']['scaleTargetRef']['name']}"
            continue
        if "replicas" in target["spec"]:
            yield f"{name_of(target)}: replicas would undo the autoscaler's decision"
        if scaler["spec"]["minReplicas"] >= scaler["spec"]["maxReplicas"]:
            yield f"{name_of(scaler)}: minReplicas must be below maxReplicas"
        scaled[target["metadata"]["name"]] = scaler["spec"]["minReplicas"]
    for budget in of_kind(objects, "PodDisruptionBudget"):
        for deployment in of_kind(objects, "Deployment"):
            if not matches(budget["spec"]["selector"], deployment["spec"]["template"]["metadata"]["labels"]):
                continue
            least = scaled.get(deployment["metadata"]["name"], deployment["spec"].get("replicas", 1))
            most = budget["spec"].get("maxUnavailable", least - budget["spec"].get("minAvailable", 0))
            if not 0 < most < least:
                yield f"{name_of(budget)}: lets {most} of {least} pods end; must be at least one and not all"


def jobs(objects, facts):
    for thing, _, pod, container in workloads(objects):
        job = job_of(thing)
        if not job:
            continue
        if pod.get("restartPolicy") != "Never":
            yield f"{name_of(thing)}: restartPolicy must be Never"
        args = container.get("args", [])
        if args[0] != "reverify":
            continue
        for rule in job.get("podFailurePolicy", {}).get("rules", [{}]):
            if rule.get("onExitCodes", {}).get("containerName", container["name"]) != container["name"]:
                yield f"{name_of(thing)}: podFailurePolicy names no container of the pod"
        final = [code for rule in job.get("podFailurePolicy", {}).get("rules", []) if rule["action"] == "FailJob"
                 for code in rule.get("onExitCodes", {}).get("values", [])]
        if sorted(final) != [1, 2]:
            yield f"{name_of(thing)}: exit codes 1 and 2 are final, 3 is not: docs/operations.md"
        if job.get("completionMode") == "Indexed" and job.get("completions") != job.get("parallelism"):
            yield f"{name_of(thing)}: workers stay until the run is complete, so all must run at once: completions = parallelism"
        if thing["kind"] == "CronJob" and (thing["spec"].get("concurrencyPolicy") != "Forbid" or "timeZone" not in thing["spec"]):
            yield f"{name_of(thing)}: needs concurrencyPolicy Forbid and a timeZone"
        for option in args:
            if option.startswith("--") and option not in facts.options:
                yield f"{name_of(thing)}: the batch has no option {option}"
        for option, value in zip(args, args[1:]):
            if option == "--older-than" and seconds(value) >= facts.keep_for:
                yield f"{name_of(thing)}: --older-than {value}: nothing is kept that long (history.keepFor)"


def metrics(objects, facts):
    prefixes = "|".join(sorted({name.split("_")[0] for name in facts.metrics}))
    served = {rule["name"]["as"]: rule for rule in facts.adapter}
    queries = [("adapter-rules.yaml", f"{rule['seriesQuery']} {rule['metricsQuery']}") for rule in facts.adapter]
    for rule in of_kind(objects, "PrometheusRule"):
        queries += [(name_of(rule), entry["expr"]) for group in rule["spec"]["groups"] for entry in group["rules"]]
    for where, query in queries:
        # Without strings, label lists and names of recorded series, which have a colon.
        bare = re.sub(r'"[^"]*"|\'[^\']*\'|[\w:]*:[\w:]+|\b(?:by|on|without|ignoring|group_left|group_right)\s*\([^)]*\)', "", query)
        for name in set(re.findall(rf"(?<![\w<.])(?:{prefixes})_\w+(?!\w|\s*=)", bare)):
            if not {name, re.sub(r"_(bucket|sum|count)$", "", name)} & facts.metrics:
                yield f"{where}: docs/metrics.md has no {name}"
    for scaler in of_kind(objects, "HorizontalPodAutoscaler"):
        for metric in scaler["spec"]["metrics"]:
            name = metric.get("pods", {}).get("metric", {}).get("name")
            if name and name not in served:
                yield f"{name_of(scaler)}: adapter-rules.yaml serves no {name}"


def network(objects, facts):
    """Every host that a pod is configured with can be reached by it and lets it in; each pod has policies for both directions."""
    policies = of_kind(objects, "NetworkPolicy")
    for thing, labels, _, container in workloads(objects):
        command = (container.get("args") or [""])[0]
        for direction in ("Ingress", "Egress"):
            if not any(direction in p["spec"]["policyTypes"] and matches(p["spec"]["podSelector"], labels) for p in policies):
                yield f"{name_of(thing)}: no NetworkPolicy for {direction} selects its pods"
        for name, value in environment(objects, container).items():
            target = re.search(r"//([\w.-]+):(\d+)", value or "")
            if not target or not re.fullmatch(CONNECTS[command], name):
                continue
            peer, port = {APP: target[1]}, int(target[2])
            if not policy_allows(objects, "Egress", labels, peer, port):
                yield f"{name_of(thing)}: no NetworkPolicy lets it reach {target[1]}:{port} ({name})"
            if not policy_allows(objects, "Ingress", peer, labels, port):
                yield f"{name_of(thing)}: {target[1]} does not let it in on {port} ({name})"
        dns = [rule for p in policies if matches(p["spec"]["podSelector"], labels) for rule in p["spec"].get("egress", [])
               if {(port.get("protocol"), port.get("port")) for port in rule.get("ports", [])} == {("UDP", 53), ("TCP", 53)}]
        if not dns:
            yield f"{name_of(thing)}: no NetworkPolicy lets it ask DNS"
        prometheus = {APP: "prometheus"}
        if command == "server" and not policy_allows(objects, "Ingress", labels, prometheus, "admin"):
            yield f"{name_of(thing)}: no NetworkPolicy lets Prometheus reach the admin port"
        if command == "server" and policy_allows(objects, "Ingress", labels, {"kyc-gateway/api-access": "allowed"}, "admin"):
            yield f"{name_of(thing)}: clients of the API may reach the admin port"


ALL = [identity, hardening, resources, images, ports, probes, shutdown, rollout, settings, secrets, selectors, replicas, jobs, metrics,
       network]


def check(objects, facts):
    return [f"{rule.__name__}: {problem}" for rule in ALL for problem in rule(objects, facts)]
