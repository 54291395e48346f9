namespace TypedJobs.Workers;

/// <summary>Lives as long as one job is handled, and makes its handler; disposed when the handler has finished.</summary>
public interface IHandlerScope : IAsyncDisposable
{
    /// <summary>The handler of that type.</summary>
    /// <typeparam name="THandler">A handler of the worker's dispatch table.</typeparam>
    /// <exception cref="InvalidOperationException">Nobody said how to make it.</exception>
    THandler GetHandler<THandler>()
        where THandler : class;
}
