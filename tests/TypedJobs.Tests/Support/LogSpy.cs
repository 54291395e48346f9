using Microsoft.Extensions.Logging;

namespace TypedJobs.Tests.Support;

/// <summary>Keeps what is logged, and lets a test wait for it.</summary>
public sealed class LogSpy : ILoggerFactory
{
    /// <summary>What never comes must fail its test and not hang the run; and what comes late must not, on a machine however busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private readonly List<(Func<Entry, bool> Wanted, TaskCompletionSource<Entry> Seen)> _waiting = [];

    /// <summary>Called with each entry before whoever logged it goes on.</summary>
    public Action<Entry>? Added { get; set; }

    public IReadOnlyList<Entry> Entries
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>The first entry with that id, now or later.</summary>
    public Task<Entry> SeeAsync(int eventId, CancellationToken cancellationToken)
        => SeeAsync(entry => entry.EventId == eventId, cancellationToken);

    /// <summary>The first entry of that kind, now or later.</summary>
    public Task<Entry> SeeAsync(Func<Entry, bool> wanted, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_entries.Find(entry => wanted(entry)) is { } seen)
            {
                return Task.FromResult(seen);
            }

            var later = new TaskCompletionSource<Entry>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((wanted, later));
            return later.Task.WaitAsync(Patience, cancellationToken);
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private void Add(Entry entry)
    {
        lock (_lock)
        {
            _entries.Add(entry);
            _waiting.FindAll(waiter => waiter.Wanted(entry)).ForEach(waiter => waiter.Seen.TrySetResult(entry));
        }

        Added?.Invoke(entry);
    }

    public sealed record Entry(int EventId, LogLevel Level, string Message, Exception? Exception);

    private sealed class Logger(LogSpy spy) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => spy.Add(new Entry(eventId.Id, logLevel, formatter(state, exception), exception));
    }
}
