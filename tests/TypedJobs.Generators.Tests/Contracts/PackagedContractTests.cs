using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Contracts;

/// <summary>A package of contracts brings its file along: whoever declares one of its jobs again, in another repository, is held against it.</summary>
public sealed class PackagedContractTests
{
    private const string Mail = "[Job(\"mail.send\")] public sealed partial record SendMail(int Id, string? Note = null);";
    private const string Order = "[Job(\"order.create\")] public sealed partial record CreateOrder(int Id);";

    /// <summary>As it is packed, whether it was marked as released before or not.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_that_is_declared_again_is_held_against_the_package(bool released)
    {
        var packaged = ContractOf.File(Mail, released);

        Assert.Empty(await ReportedAsync(packaged, null, Mail));
        Assert.Empty(await ReportedAsync(packaged, null, Mail.Replace("int Id", "int Id, int Floor = 1", StringComparison.Ordinal)));
        Assert.Equal(["TJ1001 Id", "TJ1003 Id"], await ReportedAsync(packaged, null, Mail.Replace("int Id", "string Id", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_the_project_does_not_declare_again_is_no_concern_of_it()
        => Assert.Empty(await ReportedAsync(ContractOf.File(Mail), ContractOf.File(Order), Order));

    [Fact]
    public async Task Its_own_jobs_are_held_by_its_own_file_and_no_others()
    {
        Assert.Equal(["TJ1006 CreateOrder"], await ReportedAsync(ContractOf.File(Mail), null, Mail + Order));
        Assert.Empty(await ReportedAsync(ContractOf.File(Mail), ContractOf.File(Order), Mail + Order));
        Assert.Equal(ContractOf.File(Order, released: false), ContractRun.Written(null, Mail + Order, packaged: ContractOf.File(Mail)));
        Assert.Null(ContractRun.Written(null, Mail, packaged: ContractOf.File(Mail)));
    }

    [Fact]
    public async Task A_version_of_the_package_that_is_not_declared_again_is_not_missed()
    {
        var newest = Mail.Replace("\"mail.send\"", "\"mail.send\", Version = 2", StringComparison.Ordinal);

        Assert.Empty(await ReportedAsync(ContractOf.File(Mail), null, newest));
    }

    [Fact]
    public async Task A_packaged_file_that_cannot_be_read_is_said_at_its_line()
        => Assert.Equal(["TJ1010 mail.send@1.id : inte required"], await ReportedAsync(ContractOf.File(Mail).Replace(": int ", ": inte ", StringComparison.Ordinal), ContractOf.File(Order), Order));

    private static async Task<IReadOnlyList<string>> ReportedAsync(string packaged, string? file, string source)
        => [.. (await ContractRun.WithPackageAsync(packaged, file, source)).Select(static reported => $"{reported.Id} {reported.At}")];
}
