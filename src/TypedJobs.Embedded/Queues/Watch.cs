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
}
