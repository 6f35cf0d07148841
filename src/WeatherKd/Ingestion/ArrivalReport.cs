using WeatherKd.Storage;

namespace WeatherKd.Ingestion;

/// <summary>What handling a file has brought so far.</summary>
internal sealed class ArrivalReport
{
    /// <summary>What of the file could not be used; no part of it where the file itself is right.</summary>
    public UnreadParts Unread { get; } = new("parts");

    /// <summary>What does not fit what is around the file, which is right itself: told, and no reason for quarantine.</summary>
    public List<InputFormatException> Notices { get; } = [];

    /// <summary>Rows stored.</summary>
    public long Rows { get; set; }

    /// <summary>Values that quality control rejected.</summary>
    public long RejectedValues { get; set; }

    /// <summary>Adds what was found.</summary>
    public void Add(InputFormatException problem)
    {
        if (problem.FileIsSound)
        {
            Notices.Add(problem);
        }
        else
        {
            Unread.Add(problem);
        }
    }
}
