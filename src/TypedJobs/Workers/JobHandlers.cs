namespace TypedJobs.Workers;

/// <summary>Makes handlers without a container: one function a handler, called once a job.</summary>
/// <remarks>Fill it before the worker is created; it is not thread-safe until then.</remarks>
public sealed class JobHandlers : IHandlerScopeFactory
{
    private readonly Dictionary<Type, Func<object>> _factories = [];

    /// <summary>Says how a handler is made.</summary>
    /// <typeparam name="THandler">The handler, as the worker's dispatch table names it.</typeparam>
    /// <param name="create">Called once a job. What it makes is disposed after the job, if it can be, so let it make a new one each time.</param>
    /// <exception cref="ArgumentException">The handler has been added before.</exception>
    public JobHandlers Add<THandler>(Func<THandler> create)
        where THandler : class
    {
        ArgumentNullException.ThrowIfNull(create);
        return _factories.TryAdd(typeof(THandler), create)
            ? this
            : throw new ArgumentException($"The handler {typeof(THandler)} has been added before.", nameof(create));
    }

    /// <inheritdoc/>
    public IHandlerScope CreateScope() => new Scope(this);

    /// <summary>Whether it knows how to make that handler.</summary>
    internal bool Knows(Type handler) => _factories.ContainsKey(handler);

    private sealed class Scope(JobHandlers handlers) : IHandlerScope
    {
        private readonly List<object> _made = [];

        public THandler GetHandler<THandler>()
            where THandler : class
        {
            if (!handlers._factories.TryGetValue(typeof(THandler), out var create))
            {
                throw new InvalidOperationException(
                    $"Nobody said how to make {typeof(THandler)}: call {nameof(JobHandlers)}.{nameof(Add)}(() => new {typeof(THandler).Name}(…)).");
            }

            var handler = ((Func<THandler>)create)();
            _made.Add(handler);
            return handler;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var handler in _made)
            {
                switch (handler)
                {
                    case IAsyncDisposable disposable:
                        await disposable.DisposeAsync().ConfigureAwait(false);
                        break;
                    case IDisposable disposable:
                        disposable.Dispose();
                        break;
                    default:
                        break;
                }
            }
        }
    }
}
