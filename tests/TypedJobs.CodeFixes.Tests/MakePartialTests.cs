using TypedJobs.CodeFixes.Tests.Harness;
using Xunit;

namespace TypedJobs.CodeFixes.Tests;

public sealed class MakePartialTests
{
    [Theory]
    [InlineData("public record A(int X);", "public sealed partial record A(int X);")]
    [InlineData("public sealed record A(int X);", "public sealed partial record A(int X);")]
    [InlineData("public partial record A(int X);", "public sealed partial record A(int X);")]
    [InlineData("record A(int X);", "sealed partial record A(int X);")]
    [InlineData("internal record class A(int X);", "internal sealed partial record class A(int X);")]
    public async Task A_job_becomes_sealed_partial(string before, string after)
    {
        using var editor = Editor.Open($"[Job(\"a\")]\n{before}\n");

        await editor.TakeAsync("TJ0001", "Make 'A' sealed partial");

        Assert.Equal($"[Job(\"a\")]\n{after}\n", editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ0001");
    }

    [Fact]
    public async Task Whatever_contains_it_becomes_partial()
    {
        using var editor = Editor.Open(
            """
            namespace Acme;

            public static class Jobs
            {
                internal readonly partial struct Inner
                {
                    // The mail.
                    [Job("mail.send")]
                    public record SendMail(string To);
                }
            }

            """);

        await editor.TakeAsync("TJ0001", "Make 'SendMail' sealed partial");

        Assert.Equal(
            """
            namespace Acme;

            public static partial class Jobs
            {
                internal readonly partial struct Inner
                {
                    // The mail.
                    [Job("mail.send")]
                    public sealed partial record SendMail(string To);
                }
            }

            """,
            editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ0001");
    }

    [Fact]
    public async Task Everywhere_at_once_also_where_two_share_what_contains_them()
    {
        using var editor = Editor.Open(
            """
            public class Jobs
            {
                [Job("a")] public record A(int X);
                [Job("b")] public sealed record B(int X);
                [JobVersion("b", 1)] public record B1(int X);
            }

            [Job("c")] public record C(int X);
            """);

        await editor.TakeEverywhereAsync("TJ0001", "Make 'A' sealed partial");

        Assert.Equal(
            """
            public partial class Jobs
            {
                [Job("a")] public sealed partial record A(int X);
                [Job("b")] public sealed partial record B(int X);
                [JobVersion("b", 1)] public sealed partial record B1(int X);
            }

            [Job("c")] public sealed partial record C(int X);
            """,
            editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ0001");
    }

    [Fact]
    public async Task A_worker_becomes_partial()
    {
        using var editor = Editor.Open("namespace N { class Outer { [JobWorker] sealed class W { } } }");

        await editor.TakeAsync("TJ0007", "Make 'W' partial");

        Assert.Equal("namespace N { partial class Outer { [JobWorker] sealed partial class W { } } }", editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ0007");
    }

    [Theory]
    [InlineData("TJ0001", "[Job(\"a\")] public class A { }")]
    [InlineData("TJ0001", "[Job(\"a\")] public abstract record A(int X);")]
    [InlineData("TJ0001", "[Job(\"a\")] public sealed record A<T>(T X);")]
    [InlineData("TJ0001", "[Job(\"a\")] file sealed record A(int X);")]
    [InlineData("TJ0001", "class Outer<T> { [Job(\"a\")] public sealed record A(int X); }")]
    [InlineData("TJ0001", "partial class Outer { [Job(\"a\")] private sealed partial record A(int X); }")]
    [InlineData("TJ0007", "[JobWorker] static partial class W { }")]
    [InlineData("TJ0007", "[JobWorker] class W<T> { }")]
    public async Task Nothing_is_offered_where_it_would_not_help(string id, string program)
    {
        using var editor = Editor.Open(program);

        Assert.Empty(await editor.OffersAsync(id));
    }
}
