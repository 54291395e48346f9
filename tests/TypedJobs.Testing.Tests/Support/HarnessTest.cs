using Microsoft.Extensions.DependencyInjection;
using TypedJobs.Hosting;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Testing.Tests.Support;

/// <summary>A test with a harness, whose handlers do what the test's script says.</summary>
public abstract class HarnessTest
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected Script Script { get; } = new();

    protected JobHarness Harness<TWorker>(
        JobHarnessOptions? options = null, Action<WorkerOptions>? configure = null, Action<TypedJobsBuilder>? more = null)
        where TWorker : IJobWorker
        => new(
            services =>
            {
                services.AddSingleton(Script);
                var jobs = services.AddTypedJobs(static o => o.Server = "beanstalk://nowhere.invalid:1").AddWorker<TWorker>(configure);
                more?.Invoke(jobs);
            },
            options);
}
