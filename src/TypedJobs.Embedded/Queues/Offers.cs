namespace TypedJobs.Embedded.Queues;

/// <summary>
/// The watched tubes of a connection by the job that each would give, so that a reserve looks at the first and not at all of them. What it knows of a tube is at worst too
/// good: when a tube's first job is taken by somebody else, nobody is told, and the look corrects it; when a more urgent one comes, the tube
/// makes those who have looked look again. So each look is paid for by the reserve that takes it, and a put costs nothing on average however many watch.
/// </summary>
internal sealed class Offers
{
    private readonly IndexedHeap<Watch, ByOffer> _offers = new();

    /// <summary>A tube may have something now that is more urgent than all that is known.</summary>
    public void LookAgainAt(Watch watch)
    {
        watch.Offer = default;
        if (watch.OfferIndex < 0)
        {
            _offers.Add(watch);
        }
        else
        {
            _offers.Update(watch);
        }
    }

    public void Remove(Watch watch)
    {
        if (watch.OfferIndex >= 0)
        {
            _offers.Remove(watch);
            watch.OfferIndex = -1;
        }
    }

    /// <summary>The most urgent ready job of the watched tubes that are not paused; null if there is none.</summary>
    public Job? MostUrgent()
    {
        while (_offers.First is { } watch)
        {
            var tube = watch.Tube;
            tube.Looked(watch);
            if (tube.IsPaused || tube.Ready.First is not { } job)
            {
                Remove(watch);
                continue;
            }

            watch.Offer = (job.Priority, job.Id);
            _offers.Update(watch);
            if (_offers.First == watch)
            {
                return job;
            }
        }

        return null;
    }

    /// <summary>As ready jobs are ordered.</summary>
    private readonly struct ByOffer : IHeapOrder<Watch>
    {
        public static bool Before(Watch first, Watch second)
            => first.Offer.Priority < second.Offer.Priority || (first.Offer.Priority == second.Offer.Priority && first.Offer.Id < second.Offer.Id);

        public static ref int IndexOf(Watch item) => ref item.OfferIndex;
    }
}
