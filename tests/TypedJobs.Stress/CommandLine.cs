using System.CommandLine;

namespace TypedJobs.Stress;

/// <summary>The program's options, their defaults, checks and help.</summary>
internal static class CommandLine
{
    private const int JobsAWorkerKill = 2_500;
    private const int JobsAWorkerStop = 5_000;
    private const int JobsABrokerKill = 10_000;
    private const int JobsABrokerFreeze = 10_000;
    private const int JobsABrokerDrain = 20_000;
    private const int JobsAFreeze = 10_000;
    private const int JobsAPoison = 25_000;
    private const int JobsAProducerKill = 25_000;
    private const int JobsACut = 2_500;

    private static readonly Option<int> Jobs = Number("--jobs", "How many jobs are enqueued.", 1, 10_000_000, 20_000);
    private static readonly Option<int> Seed = Number("--seed", "Rules the plans of the jobs and the times of trouble; by default another one each time.", 0, int.MaxValue, null);
    private static readonly Option<int> Workers = Number("--workers", "How many worker processes run.", 1, 64, 3);
    private static readonly Option<int> Producers = Number("--producers", "How many producer processes run.", 1, 64, 2);
    private static readonly Option<int> Concurrency = Number("--concurrency", "How many handlers a worker process runs at once.", 1, 1_000, 16);
    private static readonly Option<int> Rate = Number("--rate", "How many jobs are enqueued a second, at most.", 1, 1_000_000, 1_500);
    private static readonly Option<int> WorkerKills = Number("--worker-kills", $"How often a worker is killed (SIGKILL); one for {JobsAWorkerKill} jobs by default.", 0, 10_000, null);
    private static readonly Option<int> WorkerStops = Number("--worker-stops", $"How often a worker is told to stop (SIGTERM); one for {JobsAWorkerStop} jobs by default.", 0, 10_000, null);
    private static readonly Option<int> BrokerKills = Number("--broker-kills", $"How often the broker is killed (SIGKILL) and started again; one for {JobsABrokerKill} jobs by default.", 0, 10_000, null);
    private static readonly Option<int> BrokerFreezes = Number("--broker-freezes", $"How often the broker is frozen (SIGSTOP) for a while; one for {JobsABrokerFreeze} jobs by default.", 0, 10_000, null);
    private static readonly Option<int> BrokerDrains = Number("--broker-drains", $"How often the broker is told to take no new jobs (SIGUSR1), then killed and started again; one for {JobsABrokerDrain} jobs by default.", 0, 10_000, null);
    private static readonly Option<int> Freezes = Number("--freezes", $"How often a worker is frozen (SIGSTOP) for longer than some jobs' time-to-run; one for {JobsAFreeze} jobs by default.", 0, 10_000, null);
    private static readonly Option<int> ProducerKills = Number("--producer-kills", $"How often a producer is killed (SIGKILL), and another does the rest; one for {JobsAProducerKill} jobs by default.", 0, 10_000, null);
    private static readonly Option<int> Cuts = Number("--cuts", $"How many connections of the first worker and the first producer are cut; one for {JobsACut} jobs by default.", 0, 10_000, null);
    private static readonly Option<int> OldWorkers = Number("--old-workers", "How many of the workers are of an old release, which does not know every job of the shared tube.", 0, 64, 0);
    private static readonly Option<int> Poison = Number("--poison", $"How many jobs end the process of their handler each time, until they are buried; one for {JobsAPoison} jobs by default. Each costs as many workers as --max-deliveries says.", 0, 1_000, null);

    private static readonly Option<int> MaxDeliveries = Number("--max-deliveries", "How often a job may come with nothing said of it before it is buried.", 1, 1_000, 20);

    private static readonly Option<double> Minutes = new("--minutes")
    {
        Description = "How long the run may take before it counts as failed; parts of a minute, such as 0.5, will do.",
        HelpName = "M",
        DefaultValueFactory = static _ => 10,
        Validators =
        {
            static given =>
            {
                if (given.GetValueOrDefault<double>() is not (> 0 and <= 600))
                {
                    given.AddError($"--minutes must be more than 0 and at most 600; {given.GetValueOrDefault<double>()} is not.");
                }
            },
        },
    };

    private static readonly Option<DirectoryInfo> Folder = new("--folder")
    {
        Description = "A new folder for ledgers, logs and the broker's binlog. Without it, one among the temporary files.",
        HelpName = "DIR",
    };

    private static readonly Option<bool> Keep = new("--keep") { Description = "Keep the folder even if everything holds." };
    private static readonly Option<Role> Role = new("--role") { Hidden = true };
    private static readonly Option<string> Name = new("--name") { Hidden = true };
    private static readonly Option<string> Server = new("--server") { Hidden = true };

    /// <summary>Reads the command line and runs; answers help and mistakes itself.</summary>
    public static Task<int> InvokeAsync(string[] arguments, Func<StressOptions, CancellationToken, Task<int>> runAsync)
    {
        var command = new RootCommand(
            "Runs jobs while workers and the broker are killed, and proves from ledgers that none was lost or run again without a reason. The exit code is 0 if all held.")
        {
            Jobs, Seed, Minutes, Workers, Producers, Concurrency, Rate, WorkerKills, WorkerStops, Freezes, BrokerKills, BrokerFreezes, BrokerDrains, ProducerKills, Cuts, OldWorkers, Poison, MaxDeliveries, Folder, Keep, Role, Name, Server,
        };
        command.SetAction((given, cancellation) => runAsync(Read(given), cancellation));
        return command.Parse(arguments).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    /// <summary>The arguments that start another process of the same run.</summary>
    public static IEnumerable<string> ArgumentsFor(StressOptions options)
        =>
        [
            Jobs.Name, $"{options.Jobs}", Seed.Name, $"{options.Seed}",
            Concurrency.Name, $"{options.Concurrency}", Rate.Name, $"{options.Rate}", Poison.Name, $"{options.Poison}", MaxDeliveries.Name, $"{options.MaxDeliveries}", OldWorkers.Name, $"{options.OldWorkers}", Folder.Name, options.Folder,
            Role.Name, $"{options.Role}", Name.Name, options.Name, Server.Name, options.Server,
        ];

    private static StressOptions Read(ParseResult given)
    {
        var jobs = given.GetRequiredValue(Jobs);
        return new StressOptions
        {
            Jobs = jobs,
            Seed = given.GetResult(Seed) is null ? Environment.TickCount & ushort.MaxValue : given.GetRequiredValue(Seed),
            Limit = TimeSpan.FromMinutes(given.GetRequiredValue(Minutes)),
            Workers = given.GetRequiredValue(Workers),
            Producers = given.GetRequiredValue(Producers),
            Concurrency = given.GetRequiredValue(Concurrency),
            Rate = given.GetRequiredValue(Rate),
            WorkerKills = given.GetResult(WorkerKills) is null ? 1 + (jobs / JobsAWorkerKill) : given.GetRequiredValue(WorkerKills),
            WorkerStops = given.GetResult(WorkerStops) is null ? 1 + (jobs / JobsAWorkerStop) : given.GetRequiredValue(WorkerStops),
            BrokerKills = given.GetResult(BrokerKills) is null ? 1 + (jobs / JobsABrokerKill) : given.GetRequiredValue(BrokerKills),
            BrokerFreezes = given.GetResult(BrokerFreezes) is null ? 1 + (jobs / JobsABrokerFreeze) : given.GetRequiredValue(BrokerFreezes),
            BrokerDrains = given.GetResult(BrokerDrains) is null ? 1 + (jobs / JobsABrokerDrain) : given.GetRequiredValue(BrokerDrains),
            Freezes = given.GetResult(Freezes) is null ? 1 + (jobs / JobsAFreeze) : given.GetRequiredValue(Freezes),
            ProducerKills = given.GetResult(ProducerKills) is null ? 1 + (jobs / JobsAProducerKill) : given.GetRequiredValue(ProducerKills),
            Cuts = given.GetResult(Cuts) is null ? 1 + (jobs / JobsACut) : given.GetRequiredValue(Cuts),
            OldWorkers = given.GetRequiredValue(OldWorkers),
            Poison = given.GetResult(Poison) is null ? 1 + (jobs / JobsAPoison) : given.GetRequiredValue(Poison),
            MaxDeliveries = given.GetRequiredValue(MaxDeliveries),
            Folder = given.GetValue(Folder)?.FullName ?? Path.Combine(Path.GetTempPath(), $"typedjobs-stress-{Guid.CreateVersion7():N}"),
            Keep = given.GetValue(Keep),
            Role = given.GetValue(Role),
            Name = given.GetValue(Name) ?? string.Empty,
            Server = given.GetValue(Server) ?? string.Empty,
        };
    }

    private static Option<int> Number(string name, string description, int smallest, int largest, int? value)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N" };
        if (value is { } otherwise)
        {
            option.DefaultValueFactory = _ => otherwise;
        }

        option.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() is var number && (number < smallest || number > largest))
            {
                given.AddError($"{name} must be from {smallest} to {largest}; {number} is not.");
            }
        });
        return option;
    }
}
