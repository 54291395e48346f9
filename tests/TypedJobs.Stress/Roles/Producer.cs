using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using TypedJobs.Brokers;
using TypedJobs.Stress.Jobs;
using TypedJobs.Stress.Ledgers;

namespace TypedJobs.Stress.Roles;

/// <summary>A producer process: enqueues its jobs at its rate, writes down what became of each, and ends.</summary>
[SuppressMessage("Security", "CA5394", Justification = "The random numbers are plans of jobs.")]
internal sealed class Producer(StressOptions options)
{
    private const int LargestBatch = 40;

    private static readonly TimeSpan EnqueueTimeout = TimeSpan.FromSeconds(2);

    /// <summary>How many of a thousand jobs have which plan; the others are completed at once.</summary>
    private static readonly (Plan Plan, int Jobs)[] Plans =
    [
        (Plan.ThrowAtFirst, 40), (Plan.RetryAtFirst, 40), (Plan.SnoozeAtFirst, 40), (Plan.Dawdle, 20), (Plan.OutlastTimeToRun, 2), (Plan.HangAtFirst, 2), (Plan.ThrowAlways, 5), (Plan.Bury, 10), (Plan.EndProcess, 1),
    ];

    /// <summary>From one job that ends its process each time to the next; the first comes after one of these.</summary>
    private readonly int _poisonInterval = options.Jobs / (options.Poison + 1);

    private readonly Random _random = new(options.Seed);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ledger = Ledger.Create(options.Folder, options.Name);
        var (builder, _) = Application.Create(options);
        using var host = builder.Build();
        Application.EndWithStarter(ended.Cancel);
        var client = host.Services.GetRequiredService<IJobClient>();
        var clock = Stopwatch.StartNew();
        for (var enqueued = 0; enqueued < options.Jobs;)
        {
            var due = TimeSpan.FromSeconds((double)enqueued / options.Rate) - clock.Elapsed;
            if (due > TimeSpan.FromMilliseconds(10))
            {
                await Task.Delay(due, ended.Token);
            }

            var count = Math.Min(_random.Next(1, LargestBatch), options.Jobs - enqueued);
            await EnqueueAsync(client, ledger, Enumerable.Range(enqueued, count).Select(PlanJob).ToList(), ended.Token);
            enqueued += count;
        }

        return 0;
    }

    private Task EnqueueAsync(IJobClient client, Ledger ledger, IReadOnlyList<(string Key, Plan Plan)> planned, CancellationToken cancellationToken)
        => _random.Next(6) switch
        {
            0 => EnqueueBatchAsync(client, ledger, planned, static job => new OwnTubeJob(job.Key, job.Plan), cancellationToken),
            1 => EnqueueEachAsync(client, ledger, planned, static job => new OwnTubeJob(job.Key, job.Plan), cancellationToken),
            2 => EnqueueEachAsync(client, ledger, planned, static job => new FirstSharedJob(job.Key, job.Plan), cancellationToken),
            3 => EnqueueBatchAsync(client, ledger, planned, static job => new BareJob(job.Key, job.Plan), cancellationToken),
            4 => EnqueueEachAsync(client, ledger, planned, static job => new LimitedJob(job.Key, job.Plan), cancellationToken),
            _ => EnqueueBatchAsync(client, ledger, planned, static job => new SecondSharedJob(job.Key, job.Plan), cancellationToken),
        };

    /// <summary>Many calls at once, as a web application makes them.</summary>
    private static Task EnqueueEachAsync<T>(
        IJobClient client, Ledger ledger, IReadOnlyList<(string Key, Plan Plan)> planned, Func<(string Key, Plan Plan), T> create, CancellationToken cancellationToken)
        where T : IJob<T>
        => Task.WhenAll(planned.Select(async job =>
        {
            ledger.Write(LedgerEvent.Enqueueing, job.Key, detail: job.Plan.ToString());
            try
            {
                var id = await client.EnqueueAsync(create(job), OptionsFor(job.Plan), cancellationToken);
                ledger.Write(LedgerEvent.Acknowledged, job.Key, Ledger.ShortId(id.ToString()));
            }
            catch (BrokerException exception)
            {
                WriteFailure(ledger, job.Key, exception);
            }
        }));

    private static async Task EnqueueBatchAsync<T>(
        IJobClient client, Ledger ledger, IReadOnlyList<(string Key, Plan Plan)> planned, Func<(string Key, Plan Plan), T> create, CancellationToken cancellationToken)
        where T : IJob<T>
    {
        foreach (var job in planned)
        {
            ledger.Write(LedgerEvent.Enqueueing, job.Key, detail: job.Plan.ToString());
        }

        IReadOnlyList<JobId?> ids;
        BatchEnqueueException? failure = null;
        try
        {
            ids = [.. await client.EnqueueBatchAsync(planned.Select(create), OptionsFor(Plan.Complete), cancellationToken)];
        }
        catch (BatchEnqueueException exception)
        {
            (ids, failure) = (exception.Ids, exception);
        }

        foreach (var (job, id) in planned.Zip(ids))
        {
            if (id is { } acknowledged)
            {
                ledger.Write(LedgerEvent.Acknowledged, job.Key, Ledger.ShortId(acknowledged.ToString()));
            }
            else
            {
                WriteFailure(ledger, job.Key, failure!);
            }
        }
    }

    private static EnqueueOptions OptionsFor(Plan plan)
        => new() { Timeout = EnqueueTimeout, TimeToRun = plan == Plan.OutlastTimeToRun ? StressJobs.ShortTimeToRun : null };

    private static void WriteFailure(Ledger ledger, string key, BrokerException exception)
        => ledger.Write(exception.Outcome == BrokerOutcome.NotSent ? LedgerEvent.NotSent : LedgerEvent.Unknown, key, detail: exception.Message);

    private (string Key, Plan Plan) PlanJob(int number)
    {
        var chance = _random.Next(1_000);
        var plan = options.Poison > 0 && number % _poisonInterval == _poisonInterval - 1 && number / _poisonInterval < options.Poison ? Plan.EndProcessAlways : Plan.Complete;
        foreach (var (candidate, jobs) in Plans)
        {
            if (plan == Plan.Complete && chance < jobs)
            {
                plan = candidate;
                break;
            }

            chance -= jobs;
        }

        return (string.Create(CultureInfo.InvariantCulture, $"{options.Name}/{number:D6}"), plan);
    }
}
