"""Archives on many machines: what catalog and engine share of an OpenSearch cluster.

An archive ``news`` is a handful of indices, whose names begin with ``news-``. Nothing
in them is ever half changed: each batch of changes has a number, which stands in every
document that it writes, and searches see the batches up to the archive's generation,
one number in one document. A batch that was given up leaves what no search sees.
"""

from search.cluster.address import PREFIXES, Address, is_address
from search.cluster.bulk import Bulk
from search.cluster.connection import Cluster, Refused
from search.cluster.indices import Spread
from search.cluster.lease import Lease
from search.cluster.moments import Moment
from search.cluster.site import Site, batch_of, first_aid

__all__ = [
    "PREFIXES",
    "Address",
    "Bulk",
    "Cluster",
    "Lease",
    "Moment",
    "Refused",
    "Site",
    "Spread",
    "batch_of",
    "first_aid",
    "is_address",
]
