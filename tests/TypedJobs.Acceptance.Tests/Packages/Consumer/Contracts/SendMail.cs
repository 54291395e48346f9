using TypedJobs;

namespace Contracts;

/// <summary>Sends a mail.</summary>
/// <param name="To">Who gets it.</param>
/// <param name="Lines">What it says.</param>
/// <param name="Urgency">How soon.</param>
/// <param name="Number">Its number.</param>
[Job("mail.send", TimeToRunSeconds = 30)]
public sealed partial record SendMail(Recipient To, IReadOnlyList<string> Lines, Urgency Urgency = Urgency.Normal, int? Number = null);

/// <summary>Who gets a mail.</summary>
/// <param name="Address">The address.</param>
/// <param name="Name">The name, if it is known.</param>
public sealed record Recipient(string Address, string? Name);

/// <summary>How soon a mail is sent.</summary>
public enum Urgency
{
    /// <summary>When there is time.</summary>
    Normal,

    /// <summary>Now.</summary>
    High,
}
