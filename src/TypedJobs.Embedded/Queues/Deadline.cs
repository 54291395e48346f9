namespace TypedJobs.Embedded.Queues;

/// <summary>
/// One entry of the engine's single clock-work: a tube with delayed jobs, a paused tube, or a connection that waits or holds jobs. Each has one entry
/// however many jobs it has, so what passes unnoticed costs nothing.
/// </summary>
internal abstract class Deadline
{
    public const long Never = long.MaxValue;

    public long At = Never;
    public int HeapIndex;

    /// <summary>What comes first of those that are due at the same time: delays, then pauses, then connections.</summary>
    public abstract int Rank { get; }

    public abstract void Pass(QueueEngine engine);
}

/// <summary>The delayed jobs of a tube.</summary>
internal sealed class DelayDeadline(Tube tube) : Deadline
{
    public override int Rank => 0;

    public override void Pass(QueueEngine engine) => engine.EndDelays(tube, At);
}

/// <summary>The pause of a tube.</summary>
internal sealed class PauseDeadline(Tube tube) : Deadline
{
    public override int Rank => 1;

    public Tube Tube => tube;

    public override void Pass(QueueEngine engine) => engine.EndPauses(this);
}

/// <summary>What a connection waits for, and the jobs that it holds.</summary>
internal sealed class ClientDeadline(Client client) : Deadline
{
    public override int Rank => 2;

    public override void Pass(QueueEngine engine) => engine.TimePassed(client);
}

/// <summary>Whatever is due first.</summary>
internal readonly struct ByTime : IHeapOrder<Deadline>
{
    public static bool Before(Deadline first, Deadline second)
        => first.At < second.At || (first.At == second.At && first.Rank < second.Rank);

    public static ref int IndexOf(Deadline item) => ref item.HeapIndex;
}
