"""Verifications over the gateway's HTTP API, and manifests for the batch: what users, impostors and attackers send."""
import http.client
import itertools
import json
import random
import threading
import time
import urllib.parse
import uuid

ATTACKS = ("photo", "screen", "mask", "deepfake", "other")
# The gateway closes connections that were silent for 30 s; a request that meets the closing gets no answer.
KEPT_IDLE = 20
COUNTRIES = ("ESP", "FRA", "DEU", "PRT", "ITA")


def evidence(selfie, document="s3://demo/passport.jpg", country="ESP"):
    return {"selfie": {"uri": selfie}, "document": {"uri": document, "type": "passport", "country": country}}


class Answer:
    """What one request got; status 0: no answer."""

    def __init__(self, status, body, seconds):
        self.status = status
        self.seconds = seconds
        self.body = body

    @property
    def outcome(self):
        """The verification's outcome as kyc_verifications_total counts it; None if none began."""
        if self.status == 200:
            return self.body["status"]
        return "ERROR" if self.status in (502, 504) else None


class Client:
    """One connection to the gateway, kept open. For one thread."""

    def __init__(self, url, key, timeout=60):
        self._address = urllib.parse.urlsplit(url).netloc
        self._key = key
        self._timeout = timeout
        self._connection = None
        self._used = 0.0

    def verify(self, selfie, document="s3://demo/passport.jpg", **more):
        body = json.dumps({"session_id": str(uuid.uuid4()), **evidence(selfie, document), **more})
        if time.monotonic() - self._used > KEPT_IDLE:
            self.close()
        start = time.perf_counter()
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection(self._address, timeout=self._timeout)
            self._connection.request("POST", "/v1/verifications", body, {
                "Authorization": f"Bearer {self._key}", "Content-Type": "application/json"})
            response = self._connection.getresponse()
            answered = json.loads(response.read() or b"null")
            return Answer(response.status, answered, time.perf_counter() - start)
        except (OSError, http.client.HTTPException, ValueError):
            self.close()
            return Answer(0, None, time.perf_counter() - start)
        finally:
            self._used = time.monotonic()

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def ordinary(seed=1):
    """An ordinary day without end: people with random scores, some of each other kind, and rarely a failure.

    Attacks come evenly, each type once in 600, and what fails stays well within the objectives: this traffic fires no alert.
    """
    chance = random.Random(seed)
    for number in itertools.count():
        if number % 120 == 7:
            yield f"sim://attack/{ATTACKS[number // 120 % len(ATTACKS)]}"
        elif number % 4000 == 3999:
            yield "sim://error/ocr"
        elif number % 250 == 100:
            yield "sim://error/antifraud"
        else:
            kind = chance.random()
            if kind < 0.03:
                yield "sim://impostor"
            elif kind < 0.09:
                yield "sim://review"
            elif kind < 0.12:
                yield f"sim://slow/{chance.choice(('ocr', 'face_match'))}/{chance.randint(900, 1800)}"
            elif kind < 0.2:
                yield "sim://genuine"
            else:
                yield f"s3://demo/selfies/{number}.jpg"


def incident(seed=1):
    """The same day with face_match in trouble and a wave of deepfakes."""
    chance = random.Random(seed)
    for usual in ordinary(seed):
        kind = chance.random()
        if kind < 0.25:
            yield "sim://attack/deepfake"
        elif kind < 0.75:
            yield f"sim://slow/face_match/{int(chance.triangular(2500, 12000, 6000))}"
        elif kind < 0.8:
            yield f"sim://{chance.choice(('error', 'garbage', 'drop'))}/face_match"
        else:
            yield usual


class Traffic:
    """Sends verifications at a steady pace until it is stopped, however long each takes: an open loop, as users are."""

    def __init__(self, url, key, selfies, rate, on_answer=lambda selfie, answer: None, most=200):
        """rate: verifications a second; on_answer: called with every answer; most: in flight, beyond which the pace slackens"""
        self._url, self._key, self._on_answer = url, key, on_answer
        self.selfies = selfies
        self.rate = rate
        self._most = most
        self.paused = threading.Event()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._idle = []
        self._senders = []
        self._free = threading.Semaphore(most)
        self._pacer = threading.Thread(target=self._pace, name="traffic", daemon=True)
        self._pacer.start()

    def _pace(self):
        due = time.monotonic()
        while not self._stopping.is_set():
            due = max(due + 1 / self.rate, time.monotonic() - 1)
            if self._stopping.wait(max(0.0, due - time.monotonic())):
                return
            if self.paused.is_set():
                continue
            self._free.acquire()
            selfie = next(self.selfies)
            sender = threading.Thread(target=self._send, args=(selfie,), name="client", daemon=True)
            with self._lock:
                self._senders = [each for each in self._senders if each.is_alive()] + [sender]
            sender.start()

    def _send(self, selfie):
        with self._lock:
            client = self._idle.pop() if self._idle else Client(self._url, self._key)
        try:
            self._on_answer(selfie, client.verify(selfie))
        finally:
            with self._lock:
                self._idle.append(client)
            self._free.release()

    def abandon(self):
        """Sends no more; outstanding answers are ignored."""
        self._stopping.set()
        self._pacer.join()

    def stop(self):
        """Sends no more and waits for the answers that are still out."""
        self.abandon()
        with self._lock:
            senders = list(self._senders)
        for sender in senders:
            sender.join()
        for client in self._idle:
            client.close()


# --- Manifests for the batch ---

def record(number, selfie, **labels):
    return json.dumps({"id": f"person-{number:07d}", **labels, **evidence(selfie, f"s3://demo/documents/{number}.jpg",
                                                                         COUNTRIES[number % len(COUNTRIES)])})


def proof(people=800, genuine=600, impostors=3000, attacks=320):
    """A manifest that shows every accuracy objective: enough trials of each kind, and none that goes wrong."""
    kinds = [("s3://demo/selfie.jpg", {"previous_status": "VERIFIED"})] * people
    kinds += [("sim://genuine", {"previous_status": "VERIFIED", "ground_truth": "genuine"})] * genuine
    kinds += [("sim://impostor", {"ground_truth": "impostor"})] * impostors
    for attack in ATTACKS:
        kinds += [(f"sim://attack/{attack}", {"ground_truth": "impostor", "attack_type": attack})] * attacks
    random.Random(1).shuffle(kinds)
    return [record(number, selfie, **labels) for number, (selfie, labels) in enumerate(kinds)]


def disaster(people=600, accepted=12, impostors=1500, failing=150):
    """A manifest of a day on which impostors are accepted, verified people rejected, and the job fails."""
    kinds = [("sim://genuine", {"previous_status": "VERIFIED", "ground_truth": "genuine"})] * people
    kinds += [("sim://impostor", {"previous_status": "VERIFIED", "ground_truth": "genuine"})] * (people // 10)
    kinds += [("sim://genuine", {"ground_truth": "impostor"})] * accepted
    kinds += [("sim://impostor", {"ground_truth": "impostor"})] * impostors
    kinds += [("sim://error/face_match", {"previous_status": "VERIFIED"})] * failing
    kinds += [("sim://genuine", {"ground_truth": "impostor", "attack_type": "deepfake"})] * 9
    kinds += [("sim://attack/deepfake", {"ground_truth": "impostor", "attack_type": "deepfake"})] * 200
    random.Random(1).shuffle(kinds)
    return [record(number, selfie, **labels) for number, (selfie, labels) in enumerate(kinds)]


def stored(count):
    """A manifest of stored verifications without labels, which says nothing about accuracy."""
    return [record(number, "sim://genuine", previous_status="VERIFIED") for number in range(count)]


def stalled(count):
    """A manifest to which liveness never answers in full."""
    return [record(number, "sim://stall/liveness") for number in range(count)]


def labelled_impostors(count):
    """A manifest of impostors, none of whom is accepted."""
    return [record(number, "sim://impostor", ground_truth="impostor") for number in range(count)]


def write_manifest(lines, path):
    path.write_text("\n".join(lines) + "\n")
    return path
