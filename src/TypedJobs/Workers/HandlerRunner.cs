using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TypedJobs.Envelopes;

namespace TypedJobs.Workers;

/// <summary>Runs a job's handler in a scope of its own, and says what becomes of the job.</summary>
/// <param name="scopes">Makes handlers.</param>
/// <param name="timeout">How long a handler may take; null if that does not matter.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Takes the log.</param>
internal sealed class HandlerRunner(IHandlerScopeFactory scopes, TimeSpan? timeout, TimeProvider time, ILogger logger)
{
    /// <summary>How long a cancelled handler has to end in order, before the worker goes on without it.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly ConcurrentQueue<HandlerRun> _spare = new();

    /// <summary>Runs the handler, holding the job meanwhile.</summary>
    /// <param name="job">The job.</param>
    /// <param name="data">Its payload.</param>
    /// <param name="shutdown">Cancelled when handlers must end because the worker does.</param>
    /// <exception cref="UnreadableJobException">The payload is not what the record says; the handler was not run.</exception>
    public ValueTask<JobOutcome> RunAsync(JobContext job, ReadOnlyMemory<byte> data, CancellationToken shutdown)
    {
        job.Payload = job.Route.Read(data.Span);
        if (!_spare.TryDequeue(out var run))
        {
            run = new HandlerRun(scopes, timeout, _spare.Enqueue, time, logger);
        }

        return run.RunAsync(job, shutdown);
    }
}
