using TypedJobs.Beanstalk;

namespace Thumbnails;

/// <summary>
/// Notices that a tube has nothing left to do. Other workers on the same server may take jobs of this run, whose end it then never hears of.
/// </summary>
internal static class EmptyTube
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Waits until no job of the tube is ready, delayed or reserved.</summary>
    public static async Task WaitAsync(BeanstalkAddress server, TubeName tube, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        await using var client = await BeanstalkClient.ConnectAsync(server, cancellationToken: cancellationToken);
        while (await client.StatsTubeAsync(tube, cancellationToken) is { } tubeNow
            && tubeNow.CurrentJobsReady + tubeNow.CurrentJobsDelayed + tubeNow.CurrentJobsReserved > 0)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
