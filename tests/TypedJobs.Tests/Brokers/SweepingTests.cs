using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Tests.Support;
using Xunit;

namespace TypedJobs.Tests.Brokers;

/// <summary>That the marks of jobs that are gone are looked for now and then, and by nobody who has been disposed.</summary>
public sealed class SweepingTests : ServerTest
{
    [Fact]
    public async Task A_consumer_sweeps_every_hour_until_it_is_disposed()
    {
        var time = new HourlyTime();
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address }, timeProvider: time);
        var consumer = broker.OpenConsumer(["a"]);
        using var stopping = new CancellationTokenSource();
        var receiving = consumer.ReceiveAsync([], TimeSpan.FromDays(1), stopping.Token).AsTask();
        await CountsAsync("cmd-list-tubes", 1);

        time.PassHour();
        await CountsAsync("cmd-list-tubes", 2);
        Assert.Equal(1, time.Hourly);

        await stopping.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
        await consumer.DisposeAsync();
        Assert.Equal(0, time.Hourly);
    }

    private async Task CountsAsync(string figure, int count)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(LogSpy.Patience);
        while (await CountAsync(figure) < count)
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The real time, so that no connection takes its server for silent, but what is done every hour is done when the test says so.</summary>
    private sealed class HourlyTime : TimeProvider
    {
        private readonly Lock _lock = new();
        private readonly List<HourlyTimer> _timers = [];

        public int Hourly
        {
            get
            {
                lock (_lock)
                {
                    return _timers.Count;
                }
            }
        }

        public void PassHour()
        {
            HourlyTimer[] timers;
            lock (_lock)
            {
                timers = [.. _timers];
            }

            Array.ForEach(timers, static timer => timer.Come());
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (period != TimeSpan.FromHours(1))
            {
                return base.CreateTimer(callback, state, dueTime, period);
            }

            var timer = new HourlyTimer(this, callback, state);
            lock (_lock)
            {
                _timers.Add(timer);
            }

            return timer;
        }

        private sealed class HourlyTimer(HourlyTime time, TimerCallback callback, object? state) : ITimer
        {
            public void Come() => callback(state);

            public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

            public void Dispose()
            {
                lock (time._lock)
                {
                    time._timers.Remove(this);
                }
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
