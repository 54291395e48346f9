using System.Reflection;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests;

public sealed class JobPolicyTests
{
    [Theory]
    [InlineData("DelaySeconds = -1", "The DelaySeconds of the job 'Mail' is -1; it must be at least 0")]
    [InlineData("TimeToRunSeconds = 0", "The TimeToRunSeconds of the job 'Mail' is 0; it must be at least 1")]
    [InlineData("MaxAttempts = 0", "The MaxAttempts of the job 'Mail' is 0; it must be at least 1")]
    [InlineData("BackoffSeconds = 0", "The BackoffSeconds of the job 'Mail' is 0; it must be at least 1")]
    [InlineData("MaxBackoffSeconds = 0", "The MaxBackoffSeconds of the job 'Mail' is 0; it must be at least 1")]
    [InlineData("MaxConcurrency = 0", "The MaxConcurrency of the job 'Mail' is 0; it must be at least 1")]
    [InlineData("Version = int.MinValue", "The Version of the job 'Mail' is -2147483648; it must be at least 1")]
    public async Task A_value_that_the_server_does_not_take_is_named(string argument, string message)
        => Assert.Equal([message], await AnalyzerRun.ExpectAsync($"[Job(\"mail\", {{|TJ0010:{argument}|}})] public sealed partial record Mail(string To);"));

    [Fact]
    public async Task Each_value_is_reported_by_itself()
        => Assert.Equal(
            ["The MaxAttempts of the job 'Mail' is -5; it must be at least 1", "The DelaySeconds of the job 'Mail' is -2; it must be at least 0"],
            await AnalyzerRun.ExpectAsync(
                "[Job(\"mail\", Priority = 0, {|TJ0010:MaxAttempts = -5|}, {|TJ0010:DelaySeconds = -2|})] public sealed partial record Mail(string To);"));

    [Fact]
    public async Task The_longest_backoff_is_not_shorter_than_the_first()
        => Assert.Equal(
            ["The MaxBackoffSeconds of the job 'Mail' is 9; it must be at least 10, its BackoffSeconds"],
            await AnalyzerRun.ExpectAsync("[Job(\"mail\", BackoffSeconds = 10, {|TJ0010:MaxBackoffSeconds = 9|})] public sealed partial record Mail(string To);"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_time_to_run_that_leaves_no_time_is_warned_of(int seconds)
        => Assert.Equal(
            [
                $"The TimeToRunSeconds of the job 'Mail' is {seconds}, and the server treats the last second as the end: a short pause, and another worker gets the job while "
                    + "its handler still runs. Give it at least 3; a longer one costs nothing, since the worker renews it while the handler runs",
            ],
            await AnalyzerRun.ExpectAsync($"[Job(\"mail\", {{|TJ0020:TimeToRunSeconds = {seconds}|}})] public sealed partial record Mail(string To);"));

    [Fact]
    public void What_is_declared_reaches_the_contract()
    {
        var file = GeneratorRun.Of(
            "[Job(\"mail\", BackoffSeconds = 7200, MaxConcurrency = 3, Format = JobFormat.Bare)] public sealed partial record Mail(string To);").Files["Mail.g.cs"];

        Assert.Contains("Backoff = global::System.TimeSpan.FromSeconds(7200),", file, StringComparison.Ordinal);
        Assert.Contains("MaxBackoff = global::System.TimeSpan.FromSeconds(7200),", file, StringComparison.Ordinal);
        Assert.Contains("MaxConcurrency = 3,", file, StringComparison.Ordinal);
        Assert.Contains("Format = global::TypedJobs.JobFormat.Bare,", file, StringComparison.Ordinal);
    }

    [Fact]
    public void Such_a_job_cannot_be_enqueued_where_somebody_has_silenced_the_error()
    {
        var mail = GeneratorRun.Of("[Job(\"mail\", Version = 0)] public sealed partial record Mail(string To);").Load().GetType("Mail")!;
        var contract = mail.GetProperties(BindingFlags.NonPublic | BindingFlags.Static).Single(static property => property.Name.EndsWith(".Contract", StringComparison.Ordinal));

        Assert.Equal(
            "'Mail' is not declared as a job has to be; the error TJ0010 says what is wrong.",
            Assert.IsType<NotSupportedException>(Assert.Throws<TargetInvocationException>(() => contract.GetValue(null)).InnerException).Message);
    }

    [Theory]
    [InlineData("DelaySeconds = 0")]
    [InlineData("DelaySeconds = int.MaxValue, TimeToRunSeconds = int.MaxValue, MaxAttempts = int.MaxValue")]
    [InlineData("TimeToRunSeconds = 3")]
    [InlineData("MaxAttempts = 1")]
    [InlineData("Version = 1")]
    [InlineData("BackoffSeconds = 5, MaxBackoffSeconds = 5, MaxConcurrency = 1, Format = JobFormat.Bare")]
    [InlineData("BackoffSeconds = 7200")]
    [InlineData("Priority = 0")]
    [InlineData("Priority = uint.MaxValue")]
    public async Task A_value_that_the_server_takes_is_fine(string argument)
        => Assert.Empty(await AnalyzerRun.ExpectAsync($"[Job(\"mail\", {argument})] public sealed partial record Mail(string To);"));
}
