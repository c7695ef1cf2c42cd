"""Objects of one installation, and how they find each other."""


def name_of(thing):
    return f"{thing['kind']}/{thing['metadata']['name']}"


def of_kind(objects, *kinds):
    return [thing for thing in objects if thing["kind"] in kinds]


def named(objects, kind, name):
    return next((thing for thing in of_kind(objects, kind) if thing["metadata"]["name"] == name), None)


def template_of(thing):
    """The pod template of a workload; None for anything else."""
    if thing["kind"] in ("Deployment", "Job"):
        return thing["spec"]["template"]
    if thing["kind"] == "CronJob":
        return thing["spec"]["jobTemplate"]["spec"]["template"]
    return None


def job_of(thing):
    """The spec of a Job, also a CronJob's; None for anything else."""
    return thing["spec"] if thing["kind"] == "Job" else thing["spec"]["jobTemplate"]["spec"] if thing["kind"] == "CronJob" else None


def workloads(objects):
    """Workload, its pod template's labels, its pod, and its one container."""
    for thing in objects:
        template = template_of(thing)
        if template:
            yield thing, template["metadata"]["labels"], template["spec"], template["spec"]["containers"][0]


def matches(selector, labels):
    """Whether a label selector selects labels. An empty selector selects everything, none at all nothing."""
    if selector is None:
        return False
    for key, value in selector.get("matchLabels", {}).items():
        if labels.get(key) != value:
            return False
    for rule in selector.get("matchExpressions", []):
        present = labels.get(rule["key"])
        good = {"In": present in rule.get("values", []), "NotIn": present not in rule.get("values", []),
                "Exists": present is not None, "DoesNotExist": present is None}
        if not good[rule["operator"]]:
            return False
    return True


def environment(objects, container):
    """Name and value of each variable of a container; a value is None where it comes from elsewhere."""
    values = {}
    for source in container.get("envFrom", []):
        settings = named(objects, "ConfigMap", source.get("configMapRef", {}).get("name"))
        values.update((settings or {}).get("data", {}))
    for variable in container.get("env", []):
        values[variable["name"]] = variable.get("value")
    return values


def secret_files(pod, container):
    """Path in the container of each file of a Secret, with the Secret's name and key."""
    mounts = {mount["name"]: mount["mountPath"] for mount in container.get("volumeMounts", [])}
    for volume in pod.get("volumes", []):
        sources = [source["secret"] for source in volume.get("projected", {}).get("sources", []) if "secret" in source]
        if "secret" in volume:
            sources.append({"name": volume["secret"]["secretName"], "items": volume["secret"].get("items", [])})
        for source in sources:
            for item in source.get("items", []):
                yield f"{mounts.get(volume['name'])}/{item['path']}", source["name"], item["key"]


def policy_allows(objects, direction, labels, peer, port):
    """
    Whether the network policies that select pods with these labels let them receive from ("Ingress") or send to ("Egress") pods
    of the same namespace with the labels `peer`. Without a policy that selects them everything is allowed.
    """
    chosen = [policy["spec"] for policy in of_kind(objects, "NetworkPolicy")
              if direction in policy["spec"]["policyTypes"] and matches(policy["spec"]["podSelector"], labels)]
    if not chosen:
        return True
    side = {"Ingress": "from", "Egress": "to"}[direction]
    for rule in (rule for spec in chosen for rule in spec.get(direction.lower(), [])):
        peers = any("namespaceSelector" not in other and matches(other.get("podSelector"), peer) for other in rule.get(side, []))
        ports = "ports" not in rule or any(allowed.get("port") == port for allowed in rule["ports"])
        if (side not in rule or peers) and ports:
            return True
    return False
