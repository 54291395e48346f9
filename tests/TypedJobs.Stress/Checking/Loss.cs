using TypedJobs.Stress.Ledgers;

namespace TypedJobs.Stress.Checking;

/// <summary>Why a job came again though nobody had asked for it.</summary>
internal enum LossKind
{
    /// <summary>The process that held it was killed, or its own handler ended it.</summary>
    Process,

    /// <summary>The broker was killed, and with it every connection.</summary>
    Broker,

    /// <summary>One connection of its worker was cut.</summary>
    Connection,

    /// <summary>Its worker, or the broker, was frozen for longer than was left of its time-to-run.</summary>
    Freeze,

    /// <summary>Its worker was told to stop, and its handler was cut short.</summary>
    Stop,
}

/// <summary>Something that takes jobs from those who hold them.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Process">Whose jobs it took; null for everybody's.</param>
/// <param name="From">The moment before it began.</param>
/// <param name="Until">The moment after it was over.</param>
internal sealed record Loss(LossKind Kind, string? Process, TimeSpan From, TimeSpan Until)
{
    /// <summary>
    /// How long after a handler's end its worker may still be telling the broker. What is lost later was lost by something else.
    /// </summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>Whether it can be the reason why a delivery was followed by another one.</summary>
    public bool Explains(Delivery delivery, TimeSpan repeatedAt)
        => (Process is null || Process == delivery.Process)
            && (Kind != LossKind.Stop || delivery.Asked == Asked.Nothing)
            && From <= repeatedAt
            && Until >= delivery.Started
            && (delivery.Finished is not { } finished || From <= finished + Settling);

    /// <summary>
    /// Whether a delivery is one that a frozen process had been given, and began only when it went on: meanwhile the job may have been given to another.
    /// </summary>
    /// <remarks>A process goes on before the run can write that it does, so it may begin the delivery before <see cref="Until"/>.</remarks>
    /// <param name="delivery">What the frozen process began.</param>
    /// <param name="elsewhere">What another process began meanwhile.</param>
    public bool IsOverslept(Delivery delivery, Delivery elsewhere)
        => Kind == LossKind.Freeze
            && Process == delivery.Process
            && Process != elsewhere.Process
            && elsewhere.Started >= From
            && delivery.Started >= elsewhere.Started
            && delivery.Started <= Until + Settling;

    /// <summary>All losses that the ledgers know.</summary>
    public static IReadOnlyList<Loss> AllOf(IReadOnlyList<LedgerEntry> entries)
    {
        var exits = entries.Where(static entry => entry.Event == LedgerEvent.Exited).ToDictionary(static entry => entry.Subject, static entry => entry.Time);
        var thaws = entries.Where(static entry => entry.Event == LedgerEvent.Thawed).ToList();
        var returns = entries.Where(static entry => entry.Event == LedgerEvent.BrokerBack).Select(static entry => entry.Time).ToList();
        return
        [
            .. entries.Select(entry => entry.Event switch
            {
                LedgerEvent.Killing or LedgerEvent.Ending => new Loss(LossKind.Process, entry.Subject, entry.Time, Exit(entry)),
                LedgerEvent.Stopping => new Loss(LossKind.Stop, entry.Subject, entry.Time, Exit(entry)),
                LedgerEvent.Freezing => new Loss(LossKind.Freeze, entry.Subject, entry.Time, Thaw(entry)),
                LedgerEvent.Cutting => new Loss(LossKind.Connection, entry.Subject, entry.Time, Healed(entry)),
                LedgerEvent.BrokerFreezing => new Loss(LossKind.Freeze, null, entry.Time, BrokerThaw(entry)),
                LedgerEvent.BrokerKilling => new Loss(LossKind.Broker, null, entry.Time, returns.Find(time => time > entry.Time)),
                _ => null,
            }).OfType<Loss>(),
        ];

        // What has run out meanwhile is given to others when it goes on.
        TimeSpan BrokerThaw(LedgerEntry entry)
            => (entries.FirstOrDefault(other => other.Event == LedgerEvent.BrokerThawed && other.Time >= entry.Time)?.Time ?? entry.Time) + Settling;

        TimeSpan Thaw(LedgerEntry entry)
            => thaws.Find(thaw => thaw.Subject == entry.Subject && thaw.Time > entry.Time)?.Time ?? Exit(entry);

        // What had come over the connection may begin a little later.
        TimeSpan Healed(LedgerEntry entry)
            => entries.First(other => other.Event == LedgerEvent.Cut && other.Subject == entry.Subject && other.Time >= entry.Time).Time + Settling;

        TimeSpan Exit(LedgerEntry entry) => exits.GetValueOrDefault(entry.Subject, TimeSpan.MaxValue);
    }
}
