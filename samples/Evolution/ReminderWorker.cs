using TypedJobs;

namespace Evolution;

/// <summary>Works off reminders in every version that the code can read.</summary>
[JobWorker]
public sealed partial class ReminderWorker;
