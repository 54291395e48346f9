using TypedJobs.Beanstalk;

namespace Thumbnails;

/// <summary>What the command line says.</summary>
/// <param name="Input">The folder of the pictures.</param>
/// <param name="Output">The folder of the thumbnails.</param>
/// <param name="Width">The width of a thumbnail in pixels.</param>
/// <param name="Server">The beanstalkd; null for a broker in this process.</param>
/// <param name="Concurrency">How many thumbnails are made at once.</param>
/// <param name="Role">What this run does.</param>
public sealed record RunOptions(string Input, string Output, int Width, BeanstalkAddress? Server, int Concurrency, RunRole Role);
