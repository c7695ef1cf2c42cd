"""What a fault is: how it is caused and removed, and which alerts it must bring about or silence."""
import contextlib
import dataclasses
import typing


@dataclasses.dataclass(frozen=True)
class Alert:
    """An alert by its name and, where one rule yields several, by some of its labels."""

    name: str
    labels: typing.Tuple[typing.Tuple[str, str], ...] = ()

    @staticmethod
    def of(name, **labels):
        return Alert(name, tuple(sorted(labels.items())))

    def matches(self, labels):
        return labels.get("alertname") == self.name and all(labels.get(key) == value for key, value in self.labels)

    def __str__(self):
        return self.name + (f" ({', '.join(value for _, value in self.labels)})" if self.labels else "")


@dataclasses.dataclass(frozen=True)
class Fault:
    """A fault of the installation.

    cause: a context manager; within it the fault is there, after it the fault is gone
    notifies: the alerts whose notifications must arrive, and resolve afterwards
    silences: alerts that fire for the same fault and must not be notified, because another one of it inhibits them
    needs: what it cannot be without: a metric family, or postgresql
    """

    title: str
    cause: typing.Callable
    notifies: typing.Tuple[Alert, ...]
    silences: typing.Tuple[Alert, ...] = ()
    needs: typing.Optional[str] = None

    def concerns(self, names):
        return any(alert.name in names for alert in self.notifies + self.silences)


def fault(title, notifies=(), silences=(), needs=None):
    """Makes a fault of a generator that yields once, while the fault is there."""
    def of(cause):
        return Fault(title, contextlib.contextmanager(cause), tuple(notifies), tuple(silences), needs)
    return of
