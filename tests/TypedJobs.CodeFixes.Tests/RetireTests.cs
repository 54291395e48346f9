using TypedJobs.CodeFixes.Tests.Harness;
using Xunit;

namespace TypedJobs.CodeFixes.Tests;

/// <summary>A version whose record is gone is retired in the file, from the record of the newest or from its line.</summary>
public sealed class RetireTests
{
    private const string Newest = "namespace Acme;\n\n[Job(\"mail.send\", Version = 2)]\npublic sealed partial record SendMail(string Id);\n";
    private const string Other = "namespace Acme;\n\n[Job(\"other\")]\npublic sealed partial record Other(int Id);\n";
    private const string Retire = "Retire version 1 of 'mail.send': once 'stats-tube mail.send' counts 0 ready, reserved, delayed and buried jobs";

    [Theory]
    [InlineData(Newest)]
    [InlineData(Other)]
    public async Task The_line_says_that_it_is_retired(string source)
    {
        using var editor = await Editor.OpenReleasedAsync("namespace Acme;\n\n[Job(\"mail.send\")]\npublic sealed partial record SendMail(int Id);\n", source);
        var before = editor["jobs.contract"];

        await editor.TakeAsync("TJ1008", Retire);

        Assert.Equal(before.Replace("mail.send@1 : job", "mail.send@1 : retired job", StringComparison.Ordinal), editor["jobs.contract"]);
        await editor.AssertMendedAsync("TJ1008", "TJ1010");
    }
}
