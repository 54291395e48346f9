using CsCheck;
using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Contracts;

/// <summary>Whatever editors, merges and disks make of the file is said at its line, and never an exception.</summary>
public sealed class ContractParserTests
{
    private const string Program = "public record Address(string City, string Zip = \"a : \\\"b\\\" *\"); [Job(\"mail.send\")] public sealed partial record SendMail(int Id, Address To);";

    private static readonly string File = ContractOf.File(Program);

    [Fact]
    public void Every_line_is_read_as_it_was_written()
        => Assert.Equal(File, ContractText.Of(ContractOf.Read(File)));

    [Fact]
    public void Other_line_ends_a_byte_order_mark_and_spaces_at_the_end_make_no_difference()
        => Assert.Equal(File, ContractText.Of(ContractOf.Read(File.Replace("\n", "  \r\n", StringComparison.Ordinal))));

    [Theory]
    [InlineData("mail.send@1.id", "<<<<<<< HEAD\nmail.send@1.id", 6, "this is a conflict of a merge that was not resolved; keep the lines of both sides, and where two of them are for the same thing keep the one without ' *' at its end, or else the longer one, and update the file")]
    [InlineData("mail.send@1.id : int required", "mail.send@1.id : int required\nmail.send@1.id : long required", 7, "'mail.send@1.id' is also in line 7, as two sides of a merge may leave it; keep the one without ' *' at its end, or else the longer one, and update the file")]
    [InlineData("mail.send@1.id : int required", "mail.send@1.id : in", 6, "this is no line of a contract, or only a part of one; restore it from version control")]
    [InlineData("mail.send@1.id : int required", "mail.send@1.id : int requird", 6, "this is no line of a contract, or only a part of one; restore it from version control")]
    [InlineData("mail.send@1.id : int required", "mail.send@1.id", 6, "this is no line of a contract, or only a part of one; restore it from version control")]
    [InlineData("mail.send@1.id : int required", "# mine", 6, "a contract has no comments of its own, since it is written anew; delete the line")]
    [InlineData("# TypedJobs contract 1", "# TypedJobs contract 2", 0, "the file has format 2, and this TypedJobs reads 1; update the TypedJobs package of this project")]
    [InlineData("# TypedJobs contract 1", "# Something else", 0, "the file does not begin with '# TypedJobs contract 1'; restore it from version control")]
    [InlineData("\n# end\n", "\n", 8, "the line '# end' is missing, so the file has lost its end; restore it from version control")]
    [InlineData("\n# end\n", "\n# end\nmore", 9, "there is something after the line '# end'; move it before that line or delete it")]
    [InlineData("enums=name", "enums=number", 1, "the rules of the wire are not those of this TypedJobs, which are 'naming=camel enums=name unknown=skip nulls=checked nullable=optional'; restore the line from version control")]
    [InlineData("$rules : naming=camel enums=name unknown=skip nulls=checked nullable=optional\n", "", 0, "the line '$rules : naming=camel enums=name unknown=skip nulls=checked nullable=optional' is missing after this one; restore it from version control")]
    [InlineData("@Acme.Address : object", "@Acme.Address : object was string required", 2, "this is no line of a contract, or only a part of one; restore it from version control")]
    [InlineData("@Acme.Address : object\n", "", 2, "there is no line '@Acme.Address', which it belongs to; restore it from version control")]
    public void What_is_wrong_is_said_at_its_line(string text, string replacement, int line, string what)
    {
        Assert.Contains(text, File, StringComparison.Ordinal);

        var faults = Parse(File.Replace(text, replacement, StringComparison.Ordinal)).Faults;

        Assert.Equal(new ContractFault(line, what), faults[0]);
    }

    [Fact]
    public void An_empty_file_is_no_contract()
        => Assert.Equal([new ContractFault(0, "the file does not begin with '# TypedJobs contract 1'; restore it from version control")], Parse(string.Empty).Faults);

    /// <summary>Files cut off, characters changed, lines doubled, swapped and glued together.</summary>
    [Fact]
    public void No_damage_makes_it_throw_and_no_fault_is_outside_the_file()
        => Gen.Select(Gen.Int[0, File.Length], Gen.Int[0, 12], Gen.String[Gen.OneOf(Gen.Char, Gen.Char["\"\\<>@. :*\n'"]), 0, 6])
            .Sample(damage =>
            {
                var (at, removed, inserted) = damage;
                var text = SourceText.From(File[..at] + inserted + File[Math.Min(File.Length, at + removed)..]);
                foreach (var fault in ContractParser.Parse(text).Faults)
                {
                    Assert.InRange(fault.Line, 0, text.Lines.Count - 1);
                }
            });

    /// <summary>A file that lost its end at any place is never taken for a whole one.</summary>
    [Fact]
    public void A_truncated_file_is_never_taken_for_a_whole_one()
        => Assert.All(Enumerable.Range(0, File.Length - 1), static length => Assert.NotEmpty(Parse(File[..length]).Faults));

    private static ParsedContract Parse(string text) => ContractParser.Parse(SourceText.From(text));
}
