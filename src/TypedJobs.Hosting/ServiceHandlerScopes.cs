using Microsoft.Extensions.DependencyInjection;
using TypedJobs.Workers;

namespace TypedJobs.Hosting;

/// <summary>One asynchronous scope of the container a job.</summary>
internal sealed class ServiceHandlerScopes(IServiceScopeFactory scopes) : IHandlerScopeFactory
{
    public IHandlerScope CreateScope() => new Scope(scopes.CreateAsyncScope());

    private sealed class Scope(AsyncServiceScope scope) : IHandlerScope
    {
        public THandler GetHandler<THandler>()
            where THandler : class
            => scope.ServiceProvider.GetRequiredService<THandler>();

        public ValueTask DisposeAsync() => scope.DisposeAsync();
    }
}
