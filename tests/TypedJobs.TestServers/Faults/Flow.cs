namespace TypedJobs.TestServers.Faults;

/// <summary>How one direction of a connection goes through a <see cref="FaultProxy"/>. Default: every byte, as it comes.</summary>
public sealed record Flow
{
    /// <summary>What happens after <see cref="At"/> bytes.</summary>
    public Fault Fault { get; init; }

    /// <summary>After how many bytes of this direction, from 0.</summary>
    public long At { get; init; }

    /// <summary>What <see cref="Fault.Garbage"/> puts in.</summary>
    public ReadOnlyMemory<byte> Garbage { get; init; }

    /// <summary>The most bytes that go on in one segment; 0 for as many as came.</summary>
    public int Piece { get; init; }

    /// <summary>How long each piece waits before it goes on.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>For how long bytes are gathered, once there are any, to go on together.</summary>
    public TimeSpan Gathering { get; init; }
}
