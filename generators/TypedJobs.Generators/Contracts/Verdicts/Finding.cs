namespace TypedJobs.Generators.Contracts.Verdicts;

/// <summary>Who reads whose messages.</summary>
internal enum Direction
{
    /// <summary>New code reads what released code has written.</summary>
    Backward,

    /// <summary>Released code reads what new code writes.</summary>
    Forward,
}

/// <summary>What becomes of messages; the worst of them decides.</summary>
internal enum Grade
{
    /// <summary>All are read as they were meant.</summary>
    Compatible,

    /// <summary>A member that is not in the message takes its default.</summary>
    Defaults,

    /// <summary>A value in the message is ignored.</summary>
    Drops,

    /// <summary>The same values are read, but they, or the absence of one, mean something else.</summary>
    Means,

    /// <summary>Nothing can be told.</summary>
    Opaque,

    /// <summary>Some are read as another value.</summary>
    Changes,

    /// <summary>Some cannot be read.</summary>
    Partial,

    /// <summary>None can be read.</summary>
    Breaks,
}

/// <summary>Why a message is not read as it was meant.</summary>
internal enum FindingKind
{
    /// <summary>A member must be there and is not, or not always.</summary>
    Missing,

    /// <summary>A member is there that nobody reads.</summary>
    Dropped,

    /// <summary>A member is there that is not known, which the reader refuses.</summary>
    Refused,

    /// <summary>Null is written where the reader refuses it.</summary>
    NullRefused,

    /// <summary>Null is written and read where the type says that there is none.</summary>
    NullRead,

    /// <summary>A value is written as one type and read as another.</summary>
    Type,

    /// <summary>Order or duplicates are lost.</summary>
    Collection,

    /// <summary>Elements of a set become equal, since what told them apart is lost.</summary>
    Merged,

    /// <summary>A member is left out that the reader takes for something else then.</summary>
    Omitted,

    /// <summary>An enum's name is written that the reader does not know.</summary>
    EnumValue,

    /// <summary>An enum's name stands for another value.</summary>
    EnumSwapped,

    /// <summary>An enum's number is written that is another value's, or none's, to the reader.</summary>
    EnumNumber,

    /// <summary>Several values of an enum are written at once, for which the reader has no name.</summary>
    EnumFlags,

    /// <summary>Several values of an enum are written at once, which together are others by the reader's numbers.</summary>
    EnumNumbers,

    /// <summary>A derived type is written that the reader does not know.</summary>
    Derived,

    /// <summary>Which derived type a value has is not written, or not read.</summary>
    Discriminator,

    /// <summary>A converter of the application's has changed.</summary>
    Converter,

    /// <summary>The default is another.</summary>
    Default,

    /// <summary>Names on the wire were exchanged between members.</summary>
    Swapped,

    /// <summary>Two records that have each other's names of jobs.</summary>
    JobSwapped,

    /// <summary>A member is filled where it was replaced, or the other way round.</summary>
    Filled,

    /// <summary>The tube is another.</summary>
    Tube,

    /// <summary>The body is another.</summary>
    Format,

    /// <summary>A removed member has come back as another type.</summary>
    Reused,
}

/// <summary>Why messages are not read as they were meant, at one place.</summary>
/// <param name="Direction">Who reads whose messages.</param>
/// <param name="Grade">What becomes of the messages.</param>
/// <param name="Kind">Why.</param>
/// <param name="Path">The place, as it is on the wire, from the job on.</param>
/// <param name="WriterKey">The line of the writer's contract; that of the owner where the writer has none.</param>
/// <param name="ReaderKey">The line of the reader's contract; that of the owner where the reader has none.</param>
/// <param name="Written">How the writer has it, or what it writes.</param>
/// <param name="Read">How the reader has it.</param>
internal sealed record Finding(
    Direction Direction, Grade Grade, FindingKind Kind, string Path, string WriterKey, string ReaderKey, string Written, string Read)
{
    /// <summary>The name on the wire that it seems to have had, or to have been given, if it was renamed.</summary>
    public string? OtherName { get; init; }

    /// <summary>The line in the code.</summary>
    public string CodeKey => Direction == Direction.Backward ? ReaderKey : WriterKey;

    /// <summary>The line in the file.</summary>
    public string FileKey => Direction == Direction.Backward ? WriterKey : ReaderKey;
}
