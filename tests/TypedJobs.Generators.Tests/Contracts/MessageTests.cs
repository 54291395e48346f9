using System.Text;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Contracts;

public sealed class MessageTests
{
    [Fact]
    public async Task Explore()
    {
        var text = new StringBuilder();
        foreach (var (before, after) in new[]
        {
            ("", ", string Tenant"), ("", ", int X = 5"), (", int X", ""), (", int X = 1", ""), (", string To", ", string Recipient"), (", string? To", ", string? Recipient"),
            (", int X = 1", ", int X = 2"), (", int X", ", long X"), (", long X", ", double X"), (", string? X", ", string X = \"\""), (", List<string?> X", ", List<string> X"), (", List<int> X", ", HashSet<int> X"),
            (", int X", ", string X"), (", DateTime X", ", DateTimeOffset X"),
        })
        {
            text.Append("## ").Append(before).Append(" -> ").Append(after).Append('\n');
            var file = ContractOf.File($"[Job(\"mail.send\")] public sealed partial record SendMail(int Id{before});");
            foreach (var reported in await ContractRun.OfAsync(file, $"[Job(\"mail.send\")] public sealed partial record SendMail(int Id{after});"))
            {
                text.Append($"{reported.Severity} {reported.Id} at '{reported.At}': {reported.Message}\n");
            }
        }

        Assert.Fail(text.ToString());
    }
}
