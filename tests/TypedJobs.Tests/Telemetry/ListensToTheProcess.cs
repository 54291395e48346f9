using Xunit;

namespace TypedJobs.Tests.Telemetry;

/// <summary>Listeners hear the whole process, so nothing else runs beside these tests.</summary>
[CollectionDefinition(nameof(ListensToTheProcess), DisableParallelization = true)]
public sealed class ListensToTheProcess;
