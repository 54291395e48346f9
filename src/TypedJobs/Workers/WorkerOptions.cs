namespace TypedJobs.Workers;

/// <summary>How a worker runs.</summary>
public sealed class WorkerOptions
{
    /// <summary>How many jobs are handled at once, at least 1; by default as many as there are processors.</summary>
    public int Concurrency { get; set; } = Environment.ProcessorCount;

    /// <summary>
    /// How long handlers that run when the worker stops may go on before their token is cancelled; from zero to 24 days, 25 seconds by default.
    /// A host waits 30 seconds for everything it stops (<c>HostOptions.ShutdownTimeout</c>): stay below that.
    /// </summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>Checks that every option is in its range.</summary>
    /// <exception cref="ArgumentException">One is not; the message names it.</exception>
    public void Validate()
    {
        if (Concurrency < 1)
        {
            throw new ArgumentException($"{nameof(WorkerOptions)}.{nameof(Concurrency)} is {Concurrency}; it must be at least 1.");
        }

        // The longest that a timer can wait.
        var most = TimeSpan.FromMilliseconds(int.MaxValue);
        if (ShutdownTimeout < TimeSpan.Zero || ShutdownTimeout > most)
        {
            throw new ArgumentException(
                $"{nameof(WorkerOptions)}.{nameof(ShutdownTimeout)} is {ShutdownTimeout}; it must be from zero to {most.Days} days.");
        }
    }
}
