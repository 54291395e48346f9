using TypedJobs.Retries;

namespace TypedJobs.Workers;

/// <summary>How a worker runs. Read once, when the worker is created.</summary>
public sealed class WorkerOptions
{
    /// <summary>The longest that a timer can wait.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly Dictionary<Type, bool> _failureRules = [];
    private readonly List<IJobMiddleware> _middleware = [];

    /// <summary>How many jobs are handled at once, at least 1; by default as many as there are processors.</summary>
    public int Concurrency { get; set; } = Environment.ProcessorCount;

    /// <summary>
    /// How long handlers that run when the worker stops may go on before their token is cancelled; from zero to 24 days, 25 seconds by default.
    /// A host waits 30 seconds for everything it stops (<c>HostOptions.ShutdownTimeout</c>): stay at least five seconds below that, since cancelled handlers have three more.
    /// </summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// How long a handler may take before its token is cancelled; more than zero and at most 24 days, null (for ever) by default. If it returns then, its job is done;
    /// if it throws, its job has failed. A handler that ignores its token for another three seconds is left behind, its job has failed, and its slot takes the next one.
    /// </summary>
    /// <remarks>
    /// While a handler runs, its job is touched, however long it takes; so this, and not the job's time-to-run, is what ends a handler that hangs.
    /// Set it wherever a handler talks to something that may never answer.
    /// </remarks>
    public TimeSpan? HandlerTimeout { get; set; }

    /// <summary>
    /// How often a job may be delivered with nothing said of how it went, before it is buried without being run; at least 1, 20 by default.
    /// This catches the job that ends its process. From a quarter of these deliveries on (at least two), a job runs alone in its process. Asked for among the first
    /// deliveries of each connection and kind, and for a minute after a job was seen that somebody had lost. Deliveries that a shutdown or a lost connection cut short
    /// are in the count, and so are those whose time-to-run was over: with 1, one of these is enough. Each burial gives a fresh budget.
    /// </summary>
    public int MaxDeliveries { get; set; } = 20;

    /// <summary>
    /// Chooses the wait before a failed job's next attempt, from zero to 4,294,967,295 seconds; where it gives null, and by default, the wait is the job's
    /// own backoff. <see cref="JobContext.Retry"/> with a delay comes before it. Called by many threads at once.
    /// </summary>
    public Func<JobFailure, TimeSpan?>? RetryDelay { get; set; }

    /// <summary>
    /// Retries jobs whose handler throws a <typeparamref name="TException"/>, as without any rule: an exception to a <see cref="BuryOn{TException}"/> for a base type.
    /// </summary>
    /// <typeparam name="TException">The exception, or a base type of it. Of several rules that fit, the one for the most derived type counts.</typeparam>
    public WorkerOptions RetryOn<TException>()
        where TException : Exception
        => Rule(typeof(TException), buries: false);

    /// <summary>
    /// Buries jobs at once whose handler throws a <typeparamref name="TException"/>: another attempt would not help. What a handler's own
    /// <see cref="RetryOnAttribute{TException}"/> and <see cref="BuryOnAttribute{TException}"/> say comes before it.
    /// </summary>
    /// <typeparam name="TException">The exception, or a base type of it. Of several rules that fit, the one for the most derived type counts.</typeparam>
    public WorkerOptions BuryOn<TException>()
        where TException : Exception
        => Rule(typeof(TException), buries: true);

    /// <summary>Puts a middleware around all handlers of the worker. The first one added is the outermost.</summary>
    /// <param name="middleware">One instance, for all jobs.</param>
    public WorkerOptions Use(IJobMiddleware middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        _middleware.Add(middleware);
        return this;
    }

    /// <summary>Checks that every option is in its range.</summary>
    /// <exception cref="ArgumentException">One is not; the message names it.</exception>
    public void Validate()
    {
        RequireOne(Concurrency, nameof(Concurrency));
        RequireOne(MaxDeliveries, nameof(MaxDeliveries));
        if (ShutdownTimeout < TimeSpan.Zero || ShutdownTimeout > LongestWait)
        {
            throw new ArgumentException(
                $"{nameof(WorkerOptions)}.{nameof(ShutdownTimeout)} is {ShutdownTimeout}; it must be from zero to {LongestWait.Days} days.");
        }

        if (HandlerTimeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > LongestWait))
        {
            throw new ArgumentException(
                $"{nameof(WorkerOptions)}.{nameof(HandlerTimeout)} is {timeout}; it must be more than zero and at most {LongestWait.Days} days, or null for none.");
        }
    }

    internal IReadOnlyList<IJobMiddleware> Middleware => _middleware;

    /// <summary>Computes the waits of jobs from what they declare; tests take the chance out of it.</summary>
    internal RetryBackoff Backoff { get; set; } = RetryBackoff.Shared;

    internal FailurePolicy ReadFailurePolicy() => new(new Dictionary<Type, bool>(_failureRules));

    private WorkerOptions Rule(Type exception, bool buries)
    {
        _failureRules[exception] = buries;
        return this;
    }

    private static void RequireOne(int value, string name)
    {
        if (value < 1)
        {
            throw new ArgumentException($"{nameof(WorkerOptions)}.{name} is {value}; it must be at least 1.");
        }
    }
}
