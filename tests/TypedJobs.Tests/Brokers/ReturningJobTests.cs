using TypedJobs.Beanstalk;
using TypedJobs.Brokers;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Tests.Support;
using Xunit;

namespace TypedJobs.Tests.Brokers;

/// <summary>A job that comes again to the consumer that still works on it.</summary>
public sealed class ReturningJobTests : ConsumerTest
{
    private const int DeletedAfterLoss = 204;
    private const int Reclaimed = 205;

    /// <summary>Until it is over, a test has to have come so far as to hold up the connection over which the job comes again.</summary>
    private static readonly TimeSpan TimeToRun = TimeSpan.FromSeconds(4);

    private readonly LogSpy _log = new();

    private Wires _wires = null!;
    private BeanstalkBroker _broker = null!;
    private IJobConsumer _consumer = null!;
    private ulong _id;
    private IJobDelivery _delivery = null!;
    private Task<IJobDelivery> _next = null!;

    /// <summary>The connection that the job came over first.</summary>
    private Wire Holder => _wires.All[0];

    /// <summary>The connection that waits for the next job.</summary>
    private Wire Waiter => _wires.All[1];

    [Fact]
    public async Task A_touch_that_finds_it_gone_while_it_comes_again_is_asked_over_the_other_connection()
    {
        await BeginAsync(TimeToRun);
        Waiter.Hold();
        await ExpireAsync();

        Holder.Hold();
        var touch = _delivery.TouchAsync(Cancellation).AsTask();
        await Holder.SendsAsync("touch ", 1, Cancellation);
        Waiter.Let();
        await _log.SeeAsync(Reclaimed, Cancellation);
        Holder.Let();

        Assert.True(await touch);
        await EndAsync();
    }

    [Fact]
    public async Task A_touch_that_finds_it_gone_waits_until_it_is_known_what_becomes_of_it_where_it_comes_again()
    {
        await BeginAsync(TimeToRun);
        Waiter.HoldAfter("RESERVED");
        await ExpireAsync();
        await Waiter.SendsAsync("touch ", 1, Cancellation);

        var touch = _delivery.TouchAsync(Cancellation).AsTask();
        await Holder.SendsAsync("touch ", 1, Cancellation);

        // The server answers in order, so the touch is answered by then.
        await _delivery.GetRecordAsync(Cancellation);
        await _delivery.GetRecordAsync(Cancellation);
        Waiter.Let();

        Assert.True(await touch);
        await EndAsync();
    }

    [Fact]
    public async Task A_touch_that_finds_it_gone_waits_for_a_while_for_what_the_server_has_sent_and_nobody_has_read()
    {
        var time = new WatchedTime();
        await BeginAsync(TimeToRun, time);
        Waiter.Hold();
        await ExpireAsync();

        var touch = _delivery.TouchAsync(Cancellation).AsTask();
        var pause = TimeSpan.FromMilliseconds(100);
        await time.TimerAsync(pause, Cancellation);
        Waiter.Let();
        await _log.SeeAsync(Reclaimed, Cancellation);
        time.Advance(pause);

        Assert.True(await touch);
        await EndAsync();
    }

    [Fact]
    public async Task A_touch_that_finds_it_gone_while_it_comes_again_over_the_same_connection_is_asked_once_more()
    {
        await ReceiveAsync(TimeToRun);

        // beanstalkd 1.12 can miss the end of a time-to-run on a connection that sends nothing, so this one goes on asking.
        while ((await _delivery.GetRecordAsync(Cancellation))!.Timeouts == 0)
        {
        }

        Holder.Hold();
        var touch = _delivery.TouchAsync(Cancellation).AsTask();
        await Holder.SendsAsync("touch ", 1, Cancellation);
        var asked = Holder.Sent.AsSpan().Count("reserve-with-timeout 0");
        _next = _consumer.ReceiveAsync(Cancellation).AsTask();
        await Holder.SendsAsync("reserve-with-timeout 0", asked + 1, Cancellation);
        Holder.Let();

        Assert.True(await touch);
        await EndAsync();
    }

    [Fact]
    public async Task One_that_was_done_when_its_connection_was_lost_is_removed_where_it_comes_again()
    {
        await BeginAsync(TimeSpan.FromSeconds(60));
        Holder.Lose();
        var done = _delivery.CompleteAsync(Cancellation).AsTask();
        await Holder.SendsAsync("delete ", 1, Cancellation);

        Holder.Cut();
        await done;

        await _log.SeeAsync(DeletedAfterLoss, Cancellation);
        await EndAsync(isDone: true);
    }

    [Fact]
    public async Task One_that_was_done_when_its_time_to_run_was_over_is_removed_where_it_comes_again()
    {
        await BeginAsync(TimeToRun);
        Waiter.HoldAfter("RESERVED");
        await ExpireAsync();
        await Waiter.SendsAsync("touch ", 1, Cancellation);

        var done = _delivery.CompleteAsync(Cancellation).AsTask();
        await Holder.SendsAsync("delete ", 1, Cancellation);
        Waiter.Let();

        await done;
        await EndAsync(isDone: true);
    }

    [Fact]
    public async Task One_that_is_released_while_it_comes_again_over_the_same_connection_is_not_begun_beside_that()
    {
        await ReceiveAsync(TimeToRun);
        while ((await _delivery.GetRecordAsync(Cancellation))!.Timeouts < 1)
        {
        }

        Holder.Hold();
        _next = _consumer.ReceiveAsync(Cancellation).AsTask();
        await UntilAsync(_id, static stats => stats!.Reserves >= 2);

        var release = _delivery.ReleaseAsync(0, TimeSpan.FromMinutes(1), Cancellation).AsTask();
        await UntilAsync(_id, static stats => stats!.Releases >= 1);

        Holder.Let();

        await release;
        await _delivery.DisposeAsync();
        var other = await PutAsync("a");
        await using var received = await _next;
        Assert.Equal(other.Number, received.Id.Number);
    }

    public override async ValueTask DisposeAsync()
    {
        await _delivery.DisposeAsync();
        await _consumer.DisposeAsync();
        await _broker.DisposeAsync();
        _log.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A job is held over one connection, and somebody waits for the next over another.</summary>
    private async Task BeginAsync(TimeSpan timeToRun, TimeProvider? time = null)
    {
        await ReceiveAsync(timeToRun, time);
        _next = _consumer.ReceiveAsync(Cancellation).AsTask();
        while (await CountAsync("current-waiting") < 1)
        {
        }
    }

    private async Task ReceiveAsync(TimeSpan timeToRun, TimeProvider? time = null)
    {
        _wires = new Wires(Server.Port);
        _broker = new BeanstalkBroker(new() { Server = Server.Address, Connect = _wires.ConnectAsync }, _log, time);
        _consumer = _broker.OpenConsumer(["a"]);
        _id = await Look.PutAsync("{}"u8.ToArray(), new() { Tube = "a", TimeToRun = timeToRun }, Cancellation);
        _delivery = await _consumer.ReceiveAsync(Cancellation);
    }

    /// <summary>The time-to-run is over, and the server has given the job to the receive that waits.</summary>
    private async Task ExpireAsync()
    {
        // beanstalkd 1.12 can miss the end of a time-to-run on a connection that sends nothing, so this one goes on asking.
        while ((await _delivery.GetRecordAsync(Cancellation))!.Deliveries < 2)
        {
        }
    }

    /// <summary>The job is gone, and was delivered once.</summary>
    private async Task EndAsync(bool isDone = false)
    {
        if (!isDone)
        {
            Assert.False(_delivery.Lost.IsCancellationRequested);
            await _delivery.CompleteAsync(Cancellation);
        }

        await _delivery.DisposeAsync();
        Assert.Null(await Look.PeekAsync(_id, Cancellation));
        var other = await PutAsync("a");
        await using var received = await _next;
        Assert.Equal(other.Number, received.Id.Number);
    }
}
