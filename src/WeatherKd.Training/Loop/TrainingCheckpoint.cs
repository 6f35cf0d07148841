using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using WeatherKd.Series;

namespace WeatherKd.Training.Loop;

/// <summary>
/// All that a run needs to go on as if it had not stopped, and that a later run needs to start from this one; kept as the blob
/// <c>checkpoint</c>. File: the text <c>WKDT1</c>, the length of a JSON header, the header, then per tensor its name, its count and its
/// little-endian floats.
/// </summary>
internal sealed record TrainingCheckpoint
{
    private const string Signature = "WKDT1";

    public required Header Progress { get; init; }

    /// <summary>Weights, moments and averages by name; see <see cref="StudentTrainer.Snapshot"/>.</summary>
    public required IReadOnlyDictionary<string, float[]> Trainer { get; init; }

    /// <summary>Averaged weights of the best epoch so far.</summary>
    public required IReadOnlyDictionary<string, float[]> Best { get; init; }

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
        {
            writer.Write(Signature);
            writer.Write(JsonSerializer.Serialize(Progress));
            Write(writer, Trainer);
            Write(writer, Best);
        }

        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are no checkpoint of this version.</exception>
    public static TrainingCheckpoint FromBytes(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        try
        {
            if (reader.ReadString() != Signature)
            {
                throw new InvalidDataException($"Not a checkpoint of this version of WeatherKd: it does not begin with {Signature}.");
            }

            var header = JsonSerializer.Deserialize<Header>(reader.ReadString())
                ?? throw new InvalidDataException("The checkpoint's header is empty.");
            return new TrainingCheckpoint { Progress = header, Trainer = Read(reader), Best = Read(reader) };
        }
        catch (Exception error) when (error is IOException or JsonException or FormatException)
        {
            throw new InvalidDataException($"The checkpoint is damaged: {error.Message}", error);
        }
    }

    private static void Write(BinaryWriter writer, IReadOnlyDictionary<string, float[]> tensors)
    {
        writer.Write(tensors.Count);
        foreach (var (name, values) in tensors.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            writer.Write(values.Length);
            writer.Write(MemoryMarshal.AsBytes<float>(values));
        }
    }

    private static Dictionary<string, float[]> Read(BinaryReader reader)
    {
        var tensors = new Dictionary<string, float[]>(StringComparer.Ordinal);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var name = reader.ReadString();
            var count = reader.ReadInt32();
            if (count < 0 || count > (reader.BaseStream.Length - reader.BaseStream.Position) / sizeof(float))
            {
                throw new InvalidDataException($"The checkpoint is damaged: its tensor '{name}' is said to have {count} values.");
            }

            var values = new float[count];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            tensors[name] = values;
        }

        return tensors;
    }

    /// <summary>Everything but the tensors.</summary>
    /// <param name="Key">What the run is: variant, settings, dataset and parent. A checkpoint of another run is not resumed.</param>
    /// <param name="Stations">Stations in the order of the embedding, so that a child with other stations finds each one's row.</param>
    /// <param name="Epoch">Epochs finished.</param>
    /// <param name="Steps">Steps made.</param>
    /// <param name="StepScale">Factor on the step size after divergences.</param>
    /// <param name="Rollbacks">Divergences so far.</param>
    /// <param name="BestEpoch">Epoch of <see cref="Best"/>; 0 is the parent's own weights.</param>
    /// <param name="BestScore">Its normalised validation RMSE.</param>
    /// <param name="FirstLoss">Mean loss of the first epoch: the measure of an exploding one.</param>
    /// <param name="Seconds">Wall time so far.</param>
    internal sealed record Header(
        string Key,
        IReadOnlyList<string> Stations,
        int Epoch,
        int Steps,
        double StepScale,
        int Rollbacks,
        int BestEpoch,
        double BestScore,
        double? FirstLoss,
        double Seconds)
    {
        /// <summary>The last epoch that gained more than the validation's noise.</summary>
        public int GainEpoch { get; init; }

        /// <summary>What each day of the validation part added to that epoch's score.</summary>
        public IReadOnlyList<double> GainDays { get; init; } = [];

        /// <summary>What decides when the training ends.</summary>
        [JsonIgnore]
        public EarlyStopping Stopping => new(BestEpoch, BestScore, GainEpoch, GainDays);

        /// <summary>The same run with another state of its early stopping.</summary>
        public Header With(EarlyStopping stopping) =>
            this with
            {
                BestEpoch = stopping.BestEpoch,
                BestScore = stopping.BestScore,
                GainEpoch = stopping.GainEpoch,
                GainDays = stopping.GainDays,
            };

        /// <summary>How far the pretraining has come; null where there was none.</summary>
        public ArchiveHeader? Archive { get; init; }

        /// <summary>The archive that the weights were pretrained on, here or in a parent; null where they were not.</summary>
        public TeacherArchiveDescription? TaughtBy { get; init; }
    }

    /// <summary>The pretraining, but for its weights: those are <see cref="Best"/> while it lasts.</summary>
    /// <param name="Epoch">Epochs done.</param>
    /// <param name="Score">Normalised RMSE on the archive's unseen tenth after the last.</param>
    /// <param name="BestEpoch">Its best epoch.</param>
    /// <param name="BestScore">That one's score.</param>
    internal sealed record ArchiveHeader(int Epoch, double Score, int BestEpoch, double BestScore);
}
