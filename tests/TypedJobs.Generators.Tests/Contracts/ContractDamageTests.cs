using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Analyzers;
using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Tests.Contracts.Reality;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Contracts;

/// <summary>
/// Files whose lines are in order one by one, and that no build has written together: merged wrongly, edited by hand, of another branch.
/// Whatever they say, the build says something of it and goes on, and an update writes a file that the next one leaves alone.
/// </summary>
public sealed class ContractDamageTests
{
    private const int Files = 1500;

    private const string Before =
        """
        public enum Kind { Low, High } [Flags] public enum Sides { Left = 1, Right = 2 }
        public record Address(string City, Kind Kind = Kind.Low); public record Chain(int Value, Chain? Next = null); public readonly record struct OrderId(int Value); public sealed record Box<T>(T Value);
        [JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Square), 2)] public abstract record Shape; public sealed record Circle(double Radius) : Shape; public sealed record Square(int Side) : Shape;
        [Job("mail.send")] public sealed partial record SendMail(int Id, Address To, List<Address?> Cc, Dictionary<Kind, OrderId> Orders, Sides Sides, string Note = "a : b * \"");
        [Job("draw")] public sealed partial record Draw(Shape Shape, Box<Chain> Chain, HashSet<Box<int?>> Boxes) { [JsonExtensionData] public Dictionary<string, JsonElement>? Rest { get; set; } }
        """;

    private const string After =
        """
        public record Kind(int Number); public enum Sides { Right, Other } public enum Address { Home, Work } public record Chain(long Value, List<Chain>? Next = null); public record OrderId(string Value); public sealed record Box<T>(List<T> Value);
        [JsonDerivedType(typeof(Square), "circle")] public record Shape; public sealed record Square(int Side) : Shape;
        [Job("mail.send", Version = 2)] public sealed partial record SendMail(long Id, Address To, HashSet<Kind> Cc, Dictionary<Address, OrderId> Orders, Sides? Sides) : IUpgradeFrom<SendMailV1, SendMail> { public static SendMail Upgrade(SendMailV1 old) => throw new NotSupportedException(); }
        [JobVersion("mail.send", 1)] public sealed partial record SendMailV1(int Id, Address? To);
        [Job("draw", Tube = "other")] public sealed partial record Draw(Box<Shape> Shape, Chain Chain);
        """;

    [Theory]
    [InlineData(Before)]
    [InlineData(After)]
    public void Nothing_throws_and_an_update_mends_what_it_can(string now)
    {
        var code = ContractOf.Code(now);
        string[] originals = [ContractOf.File(Before), ContractOf.Update(ContractOf.File(Before), After), ContractOf.Ship(ContractOf.Update(ContractOf.File(Before), After))];
        var dice = new Dice(20260102);
        var readable = 0;
        for (var file = 0; file < Files; file++)
        {
            var text = SourceText.From(Damaged(originals[file % originals.Length], dice));
            var parsed = ContractParser.Parse(text);
            if (parsed.Faults.Count > 0)
            {
                continue;
            }

            readable++;
            try
            {
                var report = ContractReport.Of(code, new ContractFile("jobs.contract", text, parsed), deployed: null, new ContractSettings(IsUpdating: false, IsRolling: false, MustBeFresh: false));
                Assert.All(report.OfFile.Concat(code.Jobs.Values.SelectMany(report.OfJob)), static diagnostic => Assert.NotEqual(Location.None, diagnostic.Location));

                var updated = ContractText.Of(ContractUpdate.Of(parsed.Contract, code));
                Assert.Equal(updated, ContractText.Of(ContractUpdate.Of(ContractOf.Read(updated), code)));
            }
            catch (Exception exception)
            {
                Assert.Fail($"{exception}\n\n{text}");
            }
        }

        Assert.True(readable > Files / 4, $"Only {readable} of {Files} files can be read.");
    }

    /// <summary>Some lines say what others say, have another past, or are gone.</summary>
    private static string Damaged(string file, Dice dice)
    {
        var lines = file.Split('\n').ToList();
        string Form(string line) => line.IndexOf(" : ", StringComparison.Ordinal) is var at and > 0 ? line[(at + 3)..] : line;
        string Plain(string line) => Form(line).Replace(" *", string.Empty, StringComparison.Ordinal).Replace("retired ", string.Empty, StringComparison.Ordinal).Split(" was ")[0].Split(" added")[0];
        for (var damages = dice.Next(1, 5); damages > 0; damages--)
        {
            var at = dice.Next(2, lines.Count - 2);
            var key = lines[at][..lines[at].IndexOf(" : ", StringComparison.Ordinal)];
            var other = lines[dice.Next(2, lines.Count - 2)];
            lines[at] = dice.Next(8) switch
            {
                0 => $"{key} : {Form(other)}",
                1 => $"{key} : {Plain(lines[at])} was {Plain(other)}",
                2 => $"{key} : {Plain(other)} was {Plain(lines[at])} *",
                3 => $"{key} : retired {Plain(lines[at])}{(dice.Next(2) == 0 ? " *" : string.Empty)}",
                4 => $"{key} : {Plain(lines[at])} added",
                5 => $"{key} : {Plain(lines[at])} accepted \"because\" *",
                6 => $"{(key.Contains('.', StringComparison.Ordinal) ? key[..(key.LastIndexOf('.') + 1)] : key)}other : {Form(other)}",
                _ => string.Empty,
            };
            if (lines[at].Length == 0)
            {
                lines.RemoveAt(at);
            }
        }

        return string.Join('\n', lines);
    }
}
