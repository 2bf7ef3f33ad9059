"""What a catalog and an engine share: the connection to a cluster, and the archive's lease."""

from __future__ import annotations

from dataclasses import dataclass

from search.cluster.address import Address
from search.cluster.connection import Cluster
from search.cluster.lease import Lease

SEQUENCE_BITS = 20  # of an aid: the number of an article within its batch


@dataclass(frozen=True, slots=True)
class Site:
    """An archive's place in a cluster."""

    cluster: Cluster
    lease: Lease

    @classmethod
    def of(cls, address: str) -> Site:
        """Prepare to use the archive at an address; nothing is asked yet.

        Raises:
            ArchiveMissing: if it is no address.
            ArchiveForbidden: if the password would be sent for everybody to read.
        """
        cluster = Cluster(Address.of(address))
        return cls(cluster, Lease(cluster))

    def __str__(self) -> str:
        return str(self.cluster.address)


def first_aid(batch: int) -> int:
    """Return the first of the aids that only this batch gives.

    >>> batch_of(first_aid(7)), batch_of(first_aid(8) - 1)
    (7, 7)
    """
    return batch << SEQUENCE_BITS


def batch_of(aid: int) -> int:
    """Return the batch that gave an aid."""
    return aid >> SEQUENCE_BITS
