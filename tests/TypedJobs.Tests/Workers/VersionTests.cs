using System.Collections.Concurrent;
using TypedJobs.Beanstalk;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

/// <summary>Jobs of several versions of one record in flight at once, and a worker that reads them all.</summary>
public sealed class VersionTests : ServerTest
{
    private const int Buried = 113;
    private const int Retrying = 112;
    private const int Snoozed = 119;
    private const int Unknown = 121;
    private const int Unreadable = 122;

    private const string First = """{"type":"letter.send","id":"e-1","data":{"number":1,"address":"Main Street, Springfield"}}""";
    private const string Second = """{"type":"letter.send","jobversion":2,"data":{"number":2,"street":"Main Street","town":"Springfield"}}""";

    private readonly ConcurrentQueue<(Letter Job, int Version, string Tube)> _handled = new();

    [Fact]
    public async Task Every_version_reaches_the_handler_as_the_newest()
    {
        await PutAsync("letter.send", First);
        await PutAsync("office/2", Second);
        await using var worker = Start(static (_, _, _) => Task.CompletedTask);
        await worker.Jobs.EnqueueAsync(new Letter(3, "Main Street", "Springfield"), cancellationToken: Cancellation);

        await UntilAsync(async () => await CountAsync("cmd-delete") == 3);

        Assert.Equal(
            [
                (new Letter(1, "Main Street", "Springfield"), 1, "letter.send"),
                (new Letter(2, "Main Street", "Springfield"), 2, "office/2"),
                (new Letter(3, "Main Street", "Springfield"), 3, "office/3"),
            ],
            _handled.OrderBy(static handled => handled.Version));
    }

    [Fact]
    public async Task Only_the_newest_is_written_with_its_version_into_its_own_tube()
    {
        await using var worker = Start(static (_, _, _) => Task.CompletedTask);
        await worker.StopAsync();
        await worker.Jobs.EnqueueAsync(new Letter(3, "Main Street", "Springfield"), cancellationToken: Cancellation);

        var written = await PeekAsync("office/3");
        Assert.Equal(3, written.GetProperty("jobversion").GetInt32());
        Assert.Equal("""{"number":3,"street":"Main Street","town":"Springfield"}""", written.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task What_an_upgrade_throws_is_a_failure_and_after_the_last_attempt_the_job_is_buried_in_its_own_tube()
    {
        await using var worker = Start(static (_, _, _) => Task.CompletedTask);

        var id = await PutAsync("letter.send", """{"type":"letter.send","id":"e-1","data":{"number":1,"address":"nowhere"}}""");

        Assert.IsType<FormatException>((await worker.Log.SeeAsync(Retrying, Cancellation)).Exception);
        await worker.Log.SeeAsync(Buried, Cancellation);
        Assert.Equal(JobState.Buried, (await StatsAsync(id)).State);
        var record = await PeekAsync("letter.send.failures");
        Assert.Equal((1, 2, "e-1"), (record.GetProperty("version").GetInt32(), record.GetProperty("attempts").GetInt32(), record.GetProperty("eventId").GetString()));
        Assert.Equal("failure 2 of 2, the last that it may have: 'nowhere' is no address.", record.GetProperty("reason").GetString());
        Assert.Equal("System.FormatException", record.GetProperty("error").GetProperty("type").GetString());
        Assert.Empty(_handled);
    }

    [Fact]
    public async Task An_upgrade_that_another_attempt_would_not_help_buries_at_once()
    {
        await using var worker = Start(static (_, _, _) => Task.CompletedTask, new WorkerOptions().BuryOn<FormatException>());

        var id = await PutAsync("letter.send", """{"type":"letter.send","data":{"number":1,"address":"nowhere"}}""");

        await worker.Log.SeeAsync(Buried, Cancellation);
        var stats = await StatsAsync(id);
        Assert.Equal((0ul, 1ul), (stats.Releases, stats.Buries));
    }

    [Fact]
    public async Task An_upgrade_that_makes_null_says_so()
    {
        await using var worker = Start(static (_, _, _) => Task.CompletedTask);

        await PutAsync("office/2", """{"type":"letter.send","jobversion":2,"data":{"number":2,"street":"Main Street","town":null}}""");

        Assert.Equal(
            "TypedJobs.Tests.Support.Letter.Upgrade made null of a TypedJobs.Tests.Support.LetterV2; it must return the job in its later shape.",
            (await worker.Log.SeeAsync(Retrying, Cancellation)).Exception!.Message);
    }

    [Fact]
    public async Task Data_that_is_not_of_its_versions_shape_is_buried_at_once()
    {
        await using var worker = Start(static (_, _, _) => Task.CompletedTask);

        var id = await PutAsync("office/2", """{"type":"letter.send","jobversion":2,"data":{"number":2,"address":"Main Street, Springfield"}}""");

        Assert.Contains("The data of 'letter.send' is not a LetterV2", (await worker.Log.SeeAsync(Unreadable, Cancellation)).Message, StringComparison.Ordinal);
        Assert.Equal(JobState.Buried, (await StatsAsync(id)).State);
        Assert.Equal(2, (await PeekAsync("office/2.failures")).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_version_that_nobody_knows_is_given_back()
    {
        await using var worker = Start(static (_, _, _) => Task.CompletedTask);

        var id = await PutAsync("office/2", """{"type":"letter.send","jobversion":4,"data":{}}""");

        Assert.Contains("version 4", (await worker.Log.SeeAsync(Unknown, Cancellation)).Message, StringComparison.Ordinal);
        Assert.Equal(JobState.Delayed, (await StatsAsync(id)).State);
    }

    [Fact]
    public async Task A_snoozed_job_stays_in_its_tube_and_in_its_own_words()
    {
        await using var worker = Start(static (_, context, _) =>
        {
            context.Snooze(TimeSpan.FromSeconds(300));
            return Task.CompletedTask;
        });

        await PutAsync("office/2", Second);
        await worker.Log.SeeAsync(Snoozed, Cancellation);

        var copy = await PeekAsync("office/2");
        Assert.Equal((2, 1), (copy.GetProperty("jobversion").GetInt32(), copy.GetProperty("snoozecount").GetInt32()));
        Assert.Equal("""{"number":2,"street":"Main Street","town":"Springfield"}""", copy.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task The_concurrency_of_the_newest_bounds_all_versions_together()
    {
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = 0;
        var most = 0;
        for (var i = 0; i < 4; i++)
        {
            await PutAsync("letter.send", First);
            await PutAsync("office/2", Second);
        }

        await using var worker = Start(
            async (_, _, _) =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                await finish.Task;
                Interlocked.Decrement(ref running);
            },
            new() { Concurrency = 6 });

        await UntilAsync(() => Task.FromResult(Volatile.Read(ref running) == 2));

        Assert.Equal(2, await CountAsync("current-jobs-reserved"));
        finish.SetResult();
        await UntilAsync(async () => await CountAsync("cmd-delete") == 8);

        Assert.Equal(2, most);
    }

    private RunningWorker Start(Func<Letter, JobContext, CancellationToken, Task> handle, WorkerOptions? options = null)
        => RunningWorker.Start<LetterWorker>(
            Server.Address,
            new JobHandlers().Add(() => new AnyHandler<Letter>((job, context, cancellationToken) =>
            {
                _handled.Enqueue((job, context.Version, context.Tube));
                return handle(job, context, cancellationToken);
            })),
            options);

    private static async Task UntilAsync(Func<Task<bool>> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(LogSpy.Patience);
        while (!await wanted())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
