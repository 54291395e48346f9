using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Programs;

/// <summary>Tubes, and what a job says of its handling.</summary>
public sealed class PolicyPrograms
{
    [Theory]
    [InlineData("[Job(\"a\", {|TJ0002:Tube = \"\"|})] public sealed partial record A(int X);", "tube '' of a job is empty")]
    [InlineData("[Job(\"a\", {|TJ0002:Tube = \"my tube\"|})] public sealed partial record A(int X);", "tube 'my tube' of a job contains ' '")]
    [InlineData("[Job(\"a\", {|TJ0002:Tube = \"images/2\"|})] public sealed partial record A(int X);", "ends in '/' and digits")]
    [InlineData("[Job(\"a\", {|TJ0002:Tube = \"-images\"|}, Version = 2)] public sealed partial record A(int X);", "starts with a hyphen")]
    [InlineData("[Job(\"a\", {|TJ0010:DelaySeconds = -60 * 60|})] public sealed partial record A(int X);", "The DelaySeconds of the job 'A' is -3600; it must be at least 0")]
    [InlineData("[Job(\"a\", {|TJ0010:MaxConcurrency = -1|})] public sealed partial record A(int X);", "it must be at least 1")]
    [InlineData("[Job(\"a\", BackoffSeconds = 2, {|TJ0010:MaxBackoffSeconds = 1|})] public sealed partial record A(int X);", "The MaxBackoffSeconds of the job 'A' is 1")]
    [InlineData("[Job(\"a\", {|TJ0020:TimeToRunSeconds = 2|})] public sealed partial record A(int X);", "Give it at least 3")]
    [InlineData("[Job(\"a\", {|TJ0010:Version = 0|}, {|TJ0010:TimeToRunSeconds = -1|})] public sealed partial record A(int X);", "The Version of the job 'A' is 0")]
    [InlineData("[Job(\"a\", Format = JobFormat.Bare, {|TJ0013:Tube = \"t\"|})] public sealed partial record A(int X); [Job(\"b\", Tube = \"t\")] public sealed partial record B(int X);", "it is bare, and only the tube says what it is")]
    [InlineData("[Job({|TJ0013:\"t\"|}, Format = JobFormat.Bare)] public sealed partial record A(int X); [Job(\"b\", Tube = \"t\")] public sealed partial record B(int X);", "The job 'A' shares its tube 't' with the job 'B'")]
    [InlineData("[Job(\"a\", MaxConcurrency = 1)] public sealed partial record A(int X);\n=== Acme\n[Job(\"b\", {|TJ0013:Tube = \"a\"|})] public sealed partial record B(int X);", "in 'Acme.First'")]
    public Task What_is_wrong_is_said(string program, string said) => SmallProgram.SaysAsync(program, said);

    [Theory]
    [InlineData("[Job(\"a\", Tube = \"a\")] public sealed partial record A(int X);")]
    [InlineData("[Job(\"a\", Tube = \"shared\")] public sealed partial record A(int X); [Job(\"b\", Tube = \"shared\")] public sealed partial record B(int X);")]
    [InlineData("[Job(\"a\", Tube = null)] public sealed partial record A(int X);")]
    [InlineData("[Job(\"a\", Version = 2, Tube = \"shared\")] public sealed partial record A(int X); [Job(\"b\", Tube = \"shared\", Format = JobFormat.Bare)] public sealed partial record B(int X);")]
    [InlineData("[Job(\"a\", TimeToRunSeconds = 3)] public sealed partial record A(int X);")]
    [InlineData("[Job(\"a\", TimeToRunSeconds = 24 * 60 * 60, DelaySeconds = int.MaxValue)] public sealed partial record A(int X);")]
    [InlineData("[Job(\"a\", Priority = 0)] public sealed partial record A(int X); [Job(\"b\", Priority = 4_000_000_000)] public sealed partial record B(int X);")]
    [InlineData("[Job(\"a\", BackoffSeconds = 1, MaxBackoffSeconds = 1, MaxAttempts = 1)] public sealed partial record A(int X);")]
    [InlineData("[Job(\"a\", BackoffSeconds = 100_000, MaxAttempts = 1_000)] public sealed partial record A(int X);")]
    [InlineData("[Job(\"a\", MaxConcurrency = 1, Format = JobFormat.Bare)] public sealed partial record A(int X);")]
    [InlineData("[Job(\"a\", Format = JobFormat.Envelope, Tube = \"t\")] public sealed partial record A(int X); [Job(\"b\", Tube = \"t\")] public sealed partial record B(int X);")]
    [InlineData("[Job(\"a\", MaxConcurrency = 1)] public sealed partial record A(int X); [Job(\"a\", Version = 2, MaxConcurrency = 1)] public sealed partial record A2(int X);")]
    [InlineData("public static class Policy { public const int Long = 600; } [Job(\"a\", TimeToRunSeconds = Policy.Long)] public sealed partial record A(int X);")]
    [InlineData("[Job(\"a\", MaxConcurrency = 1)] public sealed partial record A(int X);\n=== Acme\n[Job(\"b\")] public sealed partial record B(int X);")]
    [InlineData("[RetryOn<TimeoutException>] [Job(\"a\")] public sealed partial record A(int X);")]
    public Task What_is_right_is_silent(string program) => SmallProgram.IsSilentAsync(program);
}
