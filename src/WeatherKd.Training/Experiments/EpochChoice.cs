using WeatherKd.Training.Loop;

namespace WeatherKd.Training.Experiments;

/// <summary>
/// The epoch that a student of an experiment is taken from: the one that early stopping would have chosen in a production run, even where
/// training goes on regardless, or the last where its steps are given.
/// </summary>
/// <param name="trainer">The student.</param>
/// <param name="patience">Epochs without a gain after which training would end.</param>
/// <param name="takesLast">Whether training ends after given steps, whatever the validation part says.</param>
internal sealed class EpochChoice(StudentTrainer trainer, int patience, bool takesLast)
{
    private EarlyStopping _stopping = EarlyStopping.None;

    /// <summary>The epoch; 0 is before the first.</summary>
    public int Epoch { get; private set; }

    /// <summary>Its averaged weights; empty where there was neither an epoch nor a pretraining on the archive.</summary>
    public Dictionary<string, float[]> Weights { get; private set; } = [];

    /// <summary>What the archive taught may be the best there is; without it, the first epoch is.</summary>
    public void Begin(StudentScore validation)
    {
        Weights = trainer.Network.Snapshot();
        _stopping = EarlyStopping.From(validation);
    }

    /// <summary>Whether a production run would have ended with this epoch.</summary>
    public bool IsOver(int epoch) => _stopping.IsOver(epoch, patience);

    /// <summary>After a further epoch.</summary>
    public void After(int epoch, StudentScore validation)
    {
        if (takesLast)
        {
            Take(epoch);
            return;
        }

        if (IsOver(epoch - 1))
        {
            return;
        }

        _stopping = _stopping.After(epoch, validation);
        if (_stopping.BestEpoch == epoch)
        {
            Take(epoch);
        }
    }

    private void Take(int epoch)
    {
        Epoch = epoch;
        using var averages = trainer.Optimiser.UseAverages();
        Weights = trainer.Network.Snapshot();
    }
}
