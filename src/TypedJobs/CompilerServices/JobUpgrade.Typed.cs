namespace TypedJobs.CompilerServices;

/// <summary>The chain of upgrades from an earlier version of a job to a later one, or to the job itself.</summary>
/// <typeparam name="TVersion">The version's record.</typeparam>
/// <typeparam name="TReached">The record at which the chain has arrived.</typeparam>
public sealed class JobUpgrade<TVersion, TReached> : JobUpgrade<TReached>
    where TVersion : class, IJobVersion<TVersion>
    where TReached : class
{
    private readonly Func<TVersion, TReached> _upgrade;

    internal JobUpgrade(Func<TVersion, TReached> upgrade) => _upgrade = upgrade;

    /// <summary>One step more.</summary>
    /// <typeparam name="TNew">The record that the step makes.</typeparam>
    public JobUpgrade<TVersion, TNew> To<TNew>()
        where TNew : class, IUpgradeFrom<TReached, TNew>
    {
        var upgrade = _upgrade;
        return new(written => TNew.Upgrade(upgrade(written))
            ?? throw new InvalidOperationException($"{typeof(TNew)}.Upgrade made null of a {typeof(TReached)}; it must return the job in its later shape."));
    }

    internal override JobContract ContractUnder(JobContract newest)
    {
        var contract = TVersion.Contract;
        return new EarlierContract(typeof(TVersion), contract.Version, contract.Tube, contract.Format, newest);
    }

    internal override object Read(ReadOnlySpan<byte> data)
    {
        var contract = TVersion.Contract;
        return JobData.Read(data, contract.Name, contract.JsonTypeInfo);
    }

    internal override TReached Apply(object written) => _upgrade((TVersion)written);
}
