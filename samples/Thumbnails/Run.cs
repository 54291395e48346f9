using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spectre.Console;
using Thumbnails.Jobs;
using Thumbnails.Reports;
using TypedJobs;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers;
using TypedJobs.Workers;

namespace Thumbnails;

/// <summary>One run of the program: a host with a producer, a worker or both.</summary>
/// <param name="options">What the command line says.</param>
internal sealed class Run(RunOptions options)
{
    private const int EverythingAccountedFor = 0;
    private const int SomethingMissing = 1;
    private const int NoServer = 2;
    private const int NoPictures = 3;
    private const int WidthOfPipe = 10_000;

    private readonly PictureFolders _folders = new(options.Input, options.Output);
    private readonly RunReport _report = new();

    /// <summary>Runs until the work is done, or until it is told to stop; the result is the exit code.</summary>
    public async Task<int> RunAsync()
    {
        if (!AnsiConsole.Profile.Out.IsTerminal)
        {
            // A pipe has no width: lines must not be broken at a guessed one.
            AnsiConsole.Profile.Width = WidthOfPipe;
        }

        if (options.Server is { } server && !await AnswersAsync(server))
        {
            return NoServer;
        }

        if (options.Role != RunRole.Work && _folders.Pictures().Count == 0)
        {
            await Console.Error.WriteLineAsync($"No pictures (.png, .jpg, .jpeg) are in {options.Input}; name another folder with --input.");
            return NoPictures;
        }

        using var host = BuildHost();
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        await host.StartAsync();
        try
        {
            return options.Role switch
            {
                RunRole.Produce => await ProduceAsync(host, stopping),
                RunRole.Work => await WorkAsync(host, stopping),
                _ => await ProduceAndWorkAsync(host, stopping),
            };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped before every picture was enqueued; the jobs that were wait in the queue.");
            return SomethingMissing;
        }
        catch (BrokerException problem)
        {
            await Console.Error.WriteLineAsync($"Not every picture was enqueued: {problem.Message}");
            return SomethingMissing;
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    private IHost BuildHost()
    {
        var builder = Host.CreateApplicationBuilder();

        // A server that is lost is said at once; what becomes of jobs is in the report.
        builder.Logging.ClearProviders().AddSimpleConsole(static console => console.SingleLine = true)
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter(typeof(Worker).FullName, LogLevel.Critical)
            .AddFilter("TypedJobs.Hosting", LogLevel.Information);
        builder.Services.AddSingleton(_folders).AddSingleton(_report);

        var jobs = builder.Services.AddTypedJobs(o =>
        {
            if (options.Server is { } server)
            {
                o.Server = server.ToString();
            }
            else
            {
                o.UseEmbedded();
            }
        });
        if (options.Role != RunRole.Produce)
        {
            jobs.AddWorker<ImageWorker>(w => w.Concurrency = options.Concurrency);
        }

        return builder.Build();
    }

    private async Task<int> ProduceAsync(IHost host, CancellationToken stopping)
    {
        var jobs = await EnqueueAsync(host, stopping);
        AnsiConsole.MarkupLineInterpolated($"Enqueued {jobs.Count} jobs on {options.Server?.ToString()}; '--role work' works them off.");
        return EverythingAccountedFor;
    }

    private async Task<int> WorkAsync(IHost host, CancellationToken stopping)
    {
        AnsiConsole.MarkupLineInterpolated($"Working off jobs from {options.Server?.ToString()}; Ctrl+C ends it.");
        var run = Stopwatch.StartNew();
        await ProgressDisplay.ShowAsync(AnsiConsole.Console, _report, jobs: null, UntilStoppedAsync(stopping));
        await host.StopAsync(CancellationToken.None);
        ClosingTable.Write(AnsiConsole.Console, [.. _report.Outcomes], run.Elapsed, _folders.Output);
        return EverythingAccountedFor;
    }

    private async Task<int> ProduceAndWorkAsync(IHost host, CancellationToken stopping)
    {
        var run = Stopwatch.StartNew();
        var jobs = await EnqueueAsync(host, stopping);
        await ProgressDisplay.ShowAsync(AnsiConsole.Console, _report, jobs, UntilAllEndedAsync(jobs, stopping));
        var elapsed = run.Elapsed;
        await host.StopAsync(CancellationToken.None);

        var outcomes = _report.Outcomes;
        var ended = outcomes.Where(outcome => jobs.Contains(outcome.Job)).ToList();
        ClosingTable.Write(AnsiConsole.Console, ended, elapsed, _folders.Output);
        if (outcomes.Count > ended.Count)
        {
            AnsiConsole.WriteLine($"Besides these, {outcomes.Count - ended.Count} jobs of other runs that waited in the queue were worked on.");
        }

        if (ended.Count == jobs.Count)
        {
            return EverythingAccountedFor;
        }

        AnsiConsole.MarkupLineInterpolated($"[yellow]{jobs.Count - ended.Count} of {jobs.Count} pictures did not end in this run: they wait in the queue, another worker took them, or the server was lost and had no binlog (-b).[/]");
        return SomethingMissing;
    }

    private async Task<HashSet<JobId>> EnqueueAsync(IHost host, CancellationToken stopping)
    {
        var jobs = host.Services.GetRequiredService<IJobClient>();
        var pictures = _folders.Pictures().Select(picture => new CreateThumbnail(picture, options.Width, PictureFolders.FormatOf(picture) ?? ImageFormat.Png));
        return [.. await jobs.EnqueueBatchAsync(pictures, cancellationToken: stopping)];
    }

    private async Task UntilAllEndedAsync(IReadOnlyCollection<JobId> jobs, CancellationToken stopping)
    {
        if (options.Server is not { } server)
        {
            // Nobody else can take jobs out of this process.
            await Task.WhenAny(_report.WaitForAsync(jobs, stopping), UntilStoppedAsync(stopping));
            return;
        }

        using var elsewhere = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var watching = EmptyTube.WaitAsync(server, CreateThumbnail.JobName, elsewhere.Token);
        await Task.WhenAny(_report.WaitForAsync(jobs, stopping), watching, UntilStoppedAsync(stopping));
        await elsewhere.CancelAsync();
    }

    private static Task UntilStoppedAsync(CancellationToken stopping)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stopping.Register(stopped.SetResult);
        return stopped.Task;
    }

    private static async Task<bool> AnswersAsync(BeanstalkAddress server)
    {
        try
        {
            await using var client = await BeanstalkClient.ConnectAsync(server);
            return true;
        }
        catch (Exception exception) when (exception is BeanstalkConnectionException or ArgumentException)
        {
            await Console.Error.WriteLineAsync(
                $"No beanstalkd answers at {server}: start one with 'beanstalkd' (install: 'apt-get install beanstalkd' or 'brew install beanstalkd'), or leave --server out to have a broker in this process.");
            return false;
        }
    }
}
