namespace TypedJobs.Beanstalk;

/// <summary>The wait for a command was cancelled. <see cref="Outcome"/> says whether the command had been sent by then.</summary>
public sealed class CommandCanceledException : OperationCanceledException
{
    internal CommandCanceledException(string command, CommandOutcome outcome, CancellationToken token)
        : base(
            outcome == CommandOutcome.NotSent
                ? $"'{command}' was cancelled before it was sent."
                : $"The wait for '{command}' was cancelled after it had been sent: the server may carry it out.",
            token)
        => Outcome = outcome;

    /// <summary><see cref="CommandOutcome.NotSent"/> or <see cref="CommandOutcome.Unknown"/>.</summary>
    public CommandOutcome Outcome { get; }
}
