namespace TypedJobs.Generators;

/// <summary>Names of the pipelines' steps, by which tests see what ran again after an edit.</summary>
internal static class TrackingNames
{
    public const string Jobs = nameof(Jobs);
    public const string HandledWithoutPartial = nameof(HandledWithoutPartial);
    public const string JobFiles = nameof(JobFiles);
    public const string Versions = nameof(Versions);
    public const string VersionFiles = nameof(VersionFiles);
    public const string Payloads = nameof(Payloads);
    public const string PayloadFiles = nameof(PayloadFiles);
    public const string References = nameof(References);
    public const string Publicity = nameof(Publicity);
    public const string DeclaredJobs = nameof(DeclaredJobs);
    public const string DeclaredVersions = nameof(DeclaredVersions);
    public const string DeclaredHandlers = nameof(DeclaredHandlers);
    public const string OwnManifest = nameof(OwnManifest);
    public const string ReferencedManifests = nameof(ReferencedManifests);
    public const string WorkerFiles = nameof(WorkerFiles);
    public const string Contract = nameof(Contract);
}
