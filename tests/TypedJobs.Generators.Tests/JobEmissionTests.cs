using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests;

/// <summary>Whole generated files, as a reviewer accepted them, and the places in which jobs are declared.</summary>
public sealed class JobEmissionTests
{
    [Fact]
    public void A_flat_record_reads_like_code_a_person_wrote()
        => Snapshot.Match(
            GeneratorRun.Of(
                """
                namespace Acme;

                public enum ImageFormat { Png, Jpeg }

                [Job("thumbnail.create", TimeToRunSeconds = 120)]
                public sealed partial record CreateThumbnail(string Source, int Width, ImageFormat Format = ImageFormat.Png);
                """),
            this);

    [Fact]
    public void A_record_of_every_form_reads_like_code_a_person_wrote()
        => Snapshot.Match(
            GeneratorRun.Of(
                """
                namespace Acme;

                public sealed record Line(string Product, decimal Price) { public int Count { get; init; } = 1; }
                public sealed record Address(string City) { public string City { get; init; } = City.Trim(); }
                public readonly record struct Money(decimal Amount, string Currency = "EUR");
                public sealed class Customer { public required string Name { get; init; } public string? Phone { get; set; } }

                [Job("order.create", Tube = "orders", Version = 2, Priority = 0, DelaySeconds = 5, MaxAttempts = 3)]
                internal sealed partial record CreateOrder(IReadOnlyList<Line> Lines, Address To, Customer Customer, Money? Discount, Dictionary<string, string>? Notes);
                """),
            this);

    [Fact]
    public void A_job_with_a_member_that_cannot_be_carried_has_its_contract_and_its_method_all_the_same()
        => Snapshot.Match(GeneratorRun.Of("""namespace Acme; [Job("job")] public sealed partial record Job(object Value);"""), this);

    /// <summary>The payload is that of 300 bytes of the benchmarks; what all jobs share counts as well.</summary>
    [Fact]
    public void A_hundred_jobs_with_a_nested_record_each_take_ten_kibibytes_of_source_a_job()
    {
        const int Jobs = 100;
        var run = GeneratorRun.Of(
            "namespace Acme; public enum Codec { H264, H265, Av1 }" + string.Concat(Enumerable.Range(0, Jobs).Select(static i =>
                $$"""
                [Job("video.process{{i}}")]
                public sealed partial record ProcessVideo{{i}}(
                    Guid Id, string Source, string Target, VideoSize{{i}} Size, IReadOnlyList<string> Tags, double Rate, bool Thumbnails, DateTimeOffset Requested, Codec Codec = Codec.H264, int? Limit = null)
                {
                    public string? Tenant { get; init; }
                }
                public sealed record VideoSize{{i}}(int Width, int Height);
                """)));

        Assert.InRange(run.Files.Values.Sum(static text => text.Length) / Jobs, 1, 10 * 1024);
    }

    [Theory]
    [InlineData("""[Job("x")] public sealed partial record Sample(int A);""", "global::Sample")]
    [InlineData("""namespace Acme; [Job("x")] internal sealed partial record Sample(int A);""", "global::Acme.Sample")]
    [InlineData("""namespace Acme.@class.@event; [Job("x")] public sealed partial record @record(int @int, string @if = "x");""", "global::Acme.@class.@event.@record")]
    [InlineData("""namespace Acme; public static partial class Outer { public partial interface IInner { public partial record struct Deep { [Job("x")] internal sealed partial record Sample(int A); } } }""", "global::Acme.Outer.IInner.Deep.Sample")]
    [InlineData("""namespace System.TypedJobs.Acme; [Job("x")] public sealed partial record Sample(global::System.Guid A);""", "global::System.TypedJobs.Acme.Sample")]
    [InlineData("""namespace TypedJobs; [Job("x")] public sealed partial record Job(int A);""", "global::TypedJobs.Job")]
    [InlineData("""[Job("x")] public sealed partial record Job(int A);""", "global::Job")]
    [InlineData("""namespace Acme; public static class TypedJobs; public static class System; [Job("x")] public sealed partial record Sample(int A, global::System.TimeSpan? B);""", "global::Acme.Sample")]
    public void A_job_may_stand_anywhere(string source, string type)
    {
        var run = GeneratorRun.Of($$"""
            {{source}}
            internal static class Producer
            {
                internal static ValueTask<JobId> Enqueue(IJobClient jobs, {{type}} job) => jobs.EnqueueAsync(job);
            }
            """);

        Assert.NotEmpty(run.Files);
    }

    [Fact]
    public void The_method_is_called_as_the_record_and_visible_as_the_record()
    {
        var run = GeneratorRun.Of(
            """
            namespace Acme
            {
                [Job("a")] public sealed partial record Open(int A);
                [Job("b")] internal sealed partial record Closed(int A);
                internal static partial class Inside { [Job("c")] public sealed partial record Hidden(int A); }
            }
            namespace Acme.Other { [Job("d")] public sealed partial record Open(string B); }

            public static class Producer
            {
                public static async Task RunAsync(IJobClient jobs)
                {
                    JobId id = await jobs.EnqueueOpenAsync(new Acme.Open(1), new() { Priority = 1 }, CancellationToken.None);
                    await jobs.EnqueueOpenAsync(new Acme.Other.Open("x"));
                    await jobs.EnqueueClosedAsync(new(1), cancellationToken: default);
                    await jobs.EnqueueHiddenAsync(new(1));
                }
            }
            """);
        var methods = run.Load().GetType("TypedJobs.EnqueueExtensions", throwOnError: true)!;

        Assert.True(methods.IsPublic);
        Assert.All(methods.GetMethods().Where(method => method.DeclaringType == methods), static method => Assert.Equal("EnqueueOpenAsync", method.Name));
    }

    [Fact]
    public void Jobs_that_are_all_internal_leave_no_public_type()
        => Assert.Empty(GeneratorRun.Of("""namespace Acme; [Job("a")] internal sealed partial record Sample(int A);""").Load().GetExportedTypes());

    [Fact]
    public void Jobs_of_a_reference_that_shows_its_internals_do_not_disturb()
    {
        const string Contracts =
            """
            [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Acme")]
            namespace Contracts
            {
                public sealed record Line(int Count);
                [Job("contract")] public sealed partial record Sample(Line Line);
                [Job("internal")] internal sealed partial record Hidden(Line Line);
            }
            """;
        var contracts = GeneratorRun.Of("Contracts", [], Contracts);

        var run = GeneratorRun.Of(
            "Acme",
            [contracts.AsReference()],
            """
            namespace Acme
            {
                [Job("own")] public sealed partial record Own(Contracts.Line Line);

                public static class Producer
                {
                    public static async Task RunAsync(IJobClient jobs)
                    {
                        await jobs.EnqueueOwnAsync(new(new(1)));
                        await jobs.EnqueueSampleAsync(new(new(1)));
                        await jobs.EnqueueHiddenAsync(new(new(1)));
                    }
                }
            }
            """);

        Assert.NotEmpty(run.Files);
    }

    [Fact]
    public void Names_that_differ_in_case_only_get_files_of_their_own()
    {
        var run = GeneratorRun.Of(
            """
            namespace Acme
            {
                [Job("a")] public sealed partial record Sms(int A);
                [Job("b")] public sealed partial record SMS(int A);
            }
            """);

        Assert.Contains("Acme.SMS.g.cs", run.Files.Keys);
        Assert.Contains("Acme.Sms-2.g.cs", run.Files.Keys);
    }
}
