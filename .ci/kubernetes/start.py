"""What a pod would start with: the rendered settings and arguments, given to the real jars."""
import base64
import os
import subprocess

from model import environment, named, name_of, secret_files, workloads

# Secrets of a test, by key; the others are passwords.
CONTENTS = {"api-keys.json": '{"test":{"sha256":"' + "0" * 64 + '"}}', "history-keys": f"k1:{base64.b64encode(bytes(range(32))).decode()}\n"}


class Mounts:
    """The volumes of a pod as folders below another one, filled as the kubelet would."""

    def __init__(self, root, objects, pod, container):
        self.root = root
        self.folders = {mount["mountPath"]: root / mount["mountPath"].lstrip("/") for mount in container["volumeMounts"]}
        paths = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
        for folder in self.folders.values():
            folder.mkdir(parents=True, exist_ok=True)
        for file, _, key in secret_files(pod, container):
            (root / file.lstrip("/")).write_text(CONTENTS.get(key, "secret-of-a-test"))
        for volume in pod["volumes"]:
            if "configMap" in volume:
                for key, text in named(objects, "ConfigMap", volume["configMap"]["name"])["data"].items():
                    (self.folders[paths[volume["name"]]] / key).write_text(text)

    def here(self, text):
        """Paths of the container as paths of this machine."""
        for inside, outside in self.folders.items():
            text = text.replace(inside, str(outside))
        return text


def java(jar, arguments, variables):
    program = os.path.join(os.environ["JAVA_HOME"], "bin/java") if os.environ.get("JAVA_HOME") else "java"
    return subprocess.run([program, "-XX:TieredStopAtLevel=1", "-jar", jar, *arguments], capture_output=True, text=True,
                          env={"PATH": os.environ["PATH"], **variables})


def check(objects, jars, work):
    """
    Problems of starting each workload. A gateway's settings go to its own `check`, which connects to nothing. Migration and
    re-verification run as they are, on an embedded history without records.
    """
    for thing, labels, pod, container in workloads(objects):
        mounts = Mounts(work / thing["metadata"]["name"], objects, pod, container)
        # What comes from elsewhere: the user name of a Secret, the name of the Job.
        variables = {name: mounts.here(thing["metadata"]["name"] if name == "RUN" else "prometheus" if value is None else value)
                     for name, value in environment(objects, container).items()}
        arguments = [mounts.here(argument).replace("$(RUN)", variables.get("RUN", "")) for argument in container["args"]]
        if arguments[0] == "server":
            result = java(jars["gateway"], ["check", *arguments[1:]], variables)
            good = result.returncode == 0 and result.stdout.startswith("good: ")
        elif arguments[0] == "db":
            result = java(jars["gateway"], arguments, variables | {"KYC_DATABASE_URL": f"jdbc:h2:file:{mounts.root}/history"})
            good = result.returncode == 0
        elif arguments[0] == "reverify":
            variables |= {"KYC_DATABASE_URL": f"jdbc:h2:file:{mounts.root}/history", "PUSHGATEWAY_URL": "", "JOB_COMPLETION_INDEX": "1"}
            result = java(jars["batch"], [*arguments, "--allow-empty"], variables)
            good = result.returncode == 0
        else:
            continue
        said = (result.stdout + result.stderr).replace(str(mounts.root), "").strip()
        print(f"== {name_of(thing)}: {' '.join(container['args'])}\n{said}")
        if not good:
            yield f"{name_of(thing)}: exit code {result.returncode}: {said}"
        for line in said.splitlines():
            if line.startswith("warning: "):
                yield f"{name_of(thing)}: {line}"
