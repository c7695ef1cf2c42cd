#!/usr/bin/env python3
"""Generates the clients of docs/openapi.yaml, compiles them, and has each of them make one call.

usage: clients.py JAR    the gateway's jar; it is started with simulated modules. Needs a JDK, Maven and npm.

Java and TypeScript by OpenAPI Generator, which also validates the document; before that the document is held against the
schema of OpenAPI 3.1.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

from patience import PATIENT

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "openapi.yaml"
CLIENTS = ROOT / ".ci" / "clients"
GENERATOR = "org.openapitools:openapi-generator-cli:7.17.0"
NPM = ("typescript@5.9.3", "@types/node@20.19.9", "@seriousme/openapi-schema-validator@2.11.0")
PATIENCE = 600  # seconds; a build beside it may slow everything down
SHORT_LIVED = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def ok(text):
    print(f"ok    {text}", flush=True)


def java(name):
    home = os.environ.get("JAVA_HOME")
    return str(pathlib.Path(home) / "bin" / name) if home else name


def run(*command, cwd=None, **environment):
    """The output of a command that must succeed."""
    ended = subprocess.run([str(part) for part in command], cwd=cwd, env={**os.environ, **environment}, text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, timeout=PATIENCE)
    if ended.returncode != 0:
        sys.exit(f"clients.py: {' '.join(map(str, command))}\n{ended.stdout}")
    return ended.stdout


def generate(generator, kind, target, properties, *more):
    # The generator takes no path with a space in it.
    document = shutil.copy(DOCUMENT, generator.parent)
    output = run(java("java"), *SHORT_LIVED, "-jar", generator, "generate", "-g", kind, "-i", document, "-o", target,
                 "--additional-properties", ",".join(f"{key}={value}" for key, value in properties.items()), *more)
    return output


class Gateway:
    """The jar as a process, on free ports, with a key of its own."""

    def __init__(self, jar, folder):
        self.log = folder / "gateway.log"
        keys = folder / "keys.json"
        self.key = run(java("java"), *SHORT_LIVED, "-jar", jar, "api-key", "--name", "ci", "--file", keys).strip().splitlines()[-1]
        password = folder / "password"
        password.write_text("secret-of-a-test")
        environment = {key: os.environ[key] for key in ("PATH", "HOME", "LANG", "JAVA_HOME") if key in os.environ}
        environment.update(API_KEYS_FILE=str(keys), METRICS_PASSWORD_FILE=str(password), KYC_SIMULATOR="true", KYC_WARM_UP="0", KYC_PORT="0",
                           KYC_ADMIN_PORT="0", KYC_HOST="127.0.0.1", KYC_ADMIN_HOST="127.0.0.1", KYC_SHUTDOWN_WAIT="0s")
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen([java("java"), *SHORT_LIVED, *PATIENT, "-jar", str(jar), "server", str(ROOT / "config.yml")],
                                            env=environment, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)

    def url(self):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            port = re.search(r"application connector: port (\d+)", self.log.read_text(encoding="utf-8"))
            if port:
                return f"http://127.0.0.1:{port.group(1)}"
            time.sleep(0.1)
        sys.exit(f"clients.py: the gateway does not start\n{self.log.read_text(encoding='utf-8')}")

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)


def check_document(folder):
    run("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, *NPM)
    (folder / "package.json").write_text('{"private": true}')
    shutil.copy(CLIENTS / "validate.mjs", folder)
    run("node", folder / "validate.mjs", DOCUMENT, cwd=folder)
    ok("docs/openapi.yaml: valid by the schema of OpenAPI 3.1")


def call_with_java(jar, generator, folder, url, key):
    client = folder / "java"
    generate(generator, "java", client, {"library": "native", "openApiNullable": "false", "useJakartaEe": "true", "apiPackage": "client.api",
                                         "modelPackage": "client.model", "invokerPackage": "client"})
    sources = [*(client / "src" / "main" / "java").rglob("*.java"), CLIENTS / "OneCall.java"]
    # The gateway's jar has the libraries that the client is written for: Jackson and the annotations.
    run(java("javac"), "-nowarn", "-proc:none", "-d", folder / "classes", "-cp", jar, *sources)
    output = run(java("java"), *SHORT_LIVED, "-cp", f"{folder / 'classes'}{os.pathsep}{jar}", "OneCall", url, KYC_API_KEY=key)
    require_decision("Java", output)


def call_with_typescript(generator, folder, url, key):
    client = folder / "typescript"
    generate(generator, "typescript-fetch", client / "client", {"importFileExtension": ".js"})
    shutil.copy(CLIENTS / "one-call.ts", client)
    shutil.copy(CLIENTS / "tsconfig.json", client)
    (client / "package.json").write_text('{"private": true, "type": "module"}')
    (client / "node_modules").symlink_to(folder / "npm" / "node_modules")
    run(client / "node_modules" / ".bin" / "tsc", cwd=client)
    require_decision("TypeScript", run("node", client / "out" / "one-call.js", url, KYC_API_KEY=key))


def require_decision(language, output):
    if output.strip().splitlines()[-2:] != ["VERIFIED 0.97", "422 invalid_fields document.country"]:
        sys.exit(f"clients.py: the {language} client was answered\n{output}")
    ok(f"{language}: generated, compiled, and its calls are answered: a decision, and a problem")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    jar = pathlib.Path(sys.argv[1]).resolve()
    folder = pathlib.Path(tempfile.mkdtemp())
    gateway = None
    try:
        (folder / "npm").mkdir()
        gateway = Gateway(jar, folder)
        run("mvn", "-q", "-B", "-ntp", "dependency:copy", f"-Dartifact={GENERATOR}", f"-DoutputDirectory={folder}", cwd=folder)
        generator = next(folder.glob("openapi-generator-cli-*.jar"))
        check_document(folder / "npm")
        url = gateway.url()
        with urllib.request.urlopen(f"{url}/openapi.yaml") as served:
            if served.read() != DOCUMENT.read_bytes():
                sys.exit("clients.py: the jar serves another document than docs/openapi.yaml")
        ok("GET /openapi.yaml: the document of this tree")
        call_with_java(jar, generator, folder, url, gateway.key)
        call_with_typescript(generator, folder, url, gateway.key)
    finally:
        if gateway:
            gateway.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
