namespace TypedJobs.Embedded.Queues;

/// <summary>A connection's interest in a tube, and its place among those that wait there.</summary>
internal sealed class Watch(Client client, Tube tube)
{
    public readonly Client Client = client;
    public readonly Tube Tube = tube;

    /// <summary>Its place in the connection's watch list.</summary>
    public int ListIndex;

    /// <summary>Its place among the tube's waiting connections; -1 when it does not wait.</summary>
    public int WaitingIndex = -1;

    /// <summary>No less urgent than the tube's first job; the default stands for anything at all.</summary>
    public (uint Priority, ulong Id) Offer;

    /// <summary>Its place among the connection's offers; -1 if the tube has none.</summary>
    public int OfferIndex = -1;

    /// <summary>Its place among those who know the tube's offer; -1 if the connection is to look again.</summary>
    public int LookedIndex = -1;
}
