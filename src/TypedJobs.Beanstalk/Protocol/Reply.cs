using System.Buffers;
using System.Text;
using TypedJobs.Beanstalk.Connections;

namespace TypedJobs.Beanstalk.Protocol;

/// <summary>One reply of the server. Its bytes belong to the read buffer: what is kept must be copied before the next read.</summary>
/// <param name="Kind">The first word.</param>
/// <param name="Number">The id or count, where the reply has one: <c>BURIED</c> and <c>KICKED</c> come with and without.</param>
/// <param name="Data">The body, the statistics text, or the tube of <c>USING</c>.</param>
/// <param name="From">The connection that it came over.</param>
internal readonly record struct Reply(
    ReplyKind Kind, ulong? Number = null, ReadOnlySequence<byte> Data = default, Connection? From = null)
{
    /// <summary>
    /// The exception for a reply that is none of a command's own answers: an error that any command may get, or one that makes no
    /// sense here.
    /// </summary>
    public BeanstalkException ToException(string command) => Kind switch
    {
        ReplyKind.OutOfMemory => new ServerOutOfMemoryException(command),
        ReplyKind.InternalError => new InternalErrorException(command),
        ReplyKind.BadFormat => new BadFormatException(command),
        ReplyKind.UnknownCommand => new UnknownCommandException(command),
        _ => new UnexpectedReplyException(
            $"The server answered '{command}' with {Kind}, which is no answer to it{(Kind == ReplyKind.Ok ? $": {ReplyText.Show(Data)}" : string.Empty)}. Replies are out of step with commands, so the connection was ended."),
    };

    /// <summary>The data as ASCII text.</summary>
    public string Text => Encoding.ASCII.GetString(Data);
}
