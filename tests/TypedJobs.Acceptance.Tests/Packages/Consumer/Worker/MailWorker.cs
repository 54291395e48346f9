using TypedJobs;

namespace Worker;

/// <summary>Works off every job of the contracts.</summary>
[JobWorker]
public sealed partial class MailWorker;
