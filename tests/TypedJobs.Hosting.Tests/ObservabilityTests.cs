using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using TypedJobs.Inspection;
using Xunit;

namespace TypedJobs.Hosting.Tests;

/// <summary>A host that is observed by OpenTelemetry, and looked into.</summary>
public sealed class ObservabilityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenTelemetry_collects_spans_and_metrics_of_jobs_and_tubes()
    {
        var spans = new KeptSpans();
        var metrics = new KeptMetrics();
        using var tracing = Sdk.CreateTracerProviderBuilder().AddTypedJobsInstrumentation().AddProcessor(spans).Build();
        using var reader = new BaseExportingMetricReader(metrics);
        using var metering = Sdk.CreateMeterProviderBuilder().AddTypedJobsInstrumentation().AddReader(reader).Build();
        using var host = Build(static jobs => jobs.AddWorker<LetterWorker>().AddTubeStatistics());
        await host.StartAsync(Cancellation);

        await host.Services.GetRequiredService<IJobClient>().EnqueueAsync(new Letter("a"), cancellationToken: Cancellation);
        await host.Services.GetRequiredService<Ledger>().NextAsync(Cancellation);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        string[] wanted =
        [
            "messaging.client.sent.messages", "messaging.client.consumed.messages", "messaging.client.operation.duration", "messaging.process.duration",
            "typedjobs.worker.jobs_in_flight", "typedjobs.worker.queue_wait", "typedjobs.tube.jobs", "typedjobs.beanstalk.unanswered_commands",
        ];
        while (!wanted.All(metrics.Names.ContainsKey))
        {
            limit.Token.ThrowIfCancellationRequested();
            metering.ForceFlush();
        }

        await host.StopAsync(Cancellation);
        Assert.Contains("send letter", spans.Names);
        Assert.Contains("process letter", spans.Names);
    }

    [Fact]
    public async Task The_inspector_of_a_host_knows_the_jobs_of_its_workers_and_those_that_it_is_told()
    {
        using var host = Build(static jobs => jobs.AddWorker<PictureWorker>().AddKnownJobs(static known => known.Add<Letter>()));
        var jobs = host.Services.GetRequiredService<IJobClient>();
        await jobs.EnqueueAsync(new Letter("a"), cancellationToken: Cancellation);
        await jobs.EnqueueAsync(new Picture("cat.jpg"), cancellationToken: Cancellation);

        var inspector = host.Services.GetRequiredService<IJobInspector>();

        Assert.Equal(new Letter("a"), (await inspector.PeekReadyAsync("letter", Cancellation))!.Payload);
        Assert.Equal(new Picture("cat.jpg"), (await inspector.PeekReadyAsync("picture", Cancellation))!.Payload);
    }

    private static IHost Build(Action<TypedJobsBuilder> configure)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<Ledger>().AddScoped<UnitOfWork>();
        configure(builder.Services.AddTypedJobs(static o => o.UseEmbedded()));
        return builder.Build();
    }

    private sealed class KeptSpans : BaseProcessor<Activity>
    {
        public ConcurrentQueue<string> Names { get; } = new();

        public override void OnEnd(Activity data) => Names.Enqueue(data.DisplayName);
    }

    private sealed class KeptMetrics : BaseExporter<Metric>
    {
        public ConcurrentDictionary<string, bool> Names { get; } = new(StringComparer.Ordinal);

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                Names[metric.Name] = true;
            }

            return ExportResult.Success;
        }
    }
}
