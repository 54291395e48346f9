using TypedJobs;

namespace Thumbnails.Jobs;

/// <summary>Works off every job of this program.</summary>
[JobWorker]
public sealed partial class ImageWorker;
