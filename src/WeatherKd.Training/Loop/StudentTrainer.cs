using WeatherKd.Alignment;
using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>
/// A network, its optimiser and its loss: makes steps. Everything random in an epoch follows from seed and epoch number, so that a resumed
/// run repeats it.
/// </summary>
internal sealed class StudentTrainer : IDisposable
{
    /// <summary>
    /// Share of the mean of several students in the squared error of the one that learns it; the rest is the observations'. They agree in
    /// what the members have learned, and the mean has less noise.
    /// </summary>
    private const double SeveralShare = 0.7;

    /// <summary>
    /// How far, at most, a window is moved towards another one where the mean of several students is learned: their function is to be
    /// learned, also beside the windows that they were trained on (Beyer et al. 2022).
    /// </summary>
    private const double MostMoved = 0.2;

    private readonly DatasetDescription _description;
    private readonly TrainingSettings _settings;
    private readonly StepSchedule _schedule;
    private readonly Device _device;
    private readonly DistillationLoss _loss;
    private readonly WindowReader _reader;
    private readonly Tensor _lossSum;
    private int _lossCount;

    public StudentTrainer(
        DatasetDescription description,
        StudentVariant variant,
        TrainingSettings settings,
        StudentScaling scaling,
        Device device)
    {
        _description = description;
        _settings = settings;
        _schedule = new StepSchedule(settings);
        _device = device;
        var shape = new StudentShape(description, variant, settings.HiddenSize, scaling.UsesDayOfYear, settings.Architecture);
        Network = new StudentNetwork(shape, scaling, settings.Dropout, settings.Seed, device);
        Optimiser = new AveragingAdam(Network, settings.GradientClip, _schedule.WeightDecay(description));
        _loss = new DistillationLoss(Network, _schedule.BatchShare, device);
        _reader = new WindowReader(Network, description, device);
        _lossSum = zeros(1, device: device).DetachFromDisposeScope();
    }

    /// <summary>The network.</summary>
    public StudentNetwork Network { get; }

    public AveragingAdam Optimiser { get; }

    /// <summary>
    /// Whether the teacher enters the loss as the paper has it: its own value, with the same weight to the end (Yoo and Jung). Default no:
    /// what the MOS baseline makes of it, with a weight that falls.
    /// </summary>
    public bool IsAsPublished { get; init; }

    /// <summary>Students whose mean is this one's teacher; null as a rule, and before the observations.</summary>
    public StudentEnsemble? Several { get; set; }

    /// <summary>A further teacher of a guided student; null as a rule.</summary>
    public IFurtherTeacher? Further { get; init; }

    /// <summary>Factor on the step size, made smaller after a divergence.</summary>
    public double StepScale { get; set; } = 1;

    /// <summary>Step size at the next step.</summary>
    public double LearningRate => _schedule.LearningRate(Optimiser.Steps) * StepScale;

    /// <summary>Steps are on the teacher's archive from here on.</summary>
    /// <param name="archive">Its windows.</param>
    /// <param name="ofArchive">The scaling with the archive's own regression.</param>
    /// <param name="taught">Which targets it teaches.</param>
    public void BeginArchive(DatasetDescription archive, StudentScaling ofArchive, bool[] taught)
    {
        Network.Guess(ofArchive);
        Optimiser.DecayTowards(present: false, _schedule.WeightDecay(archive));
        _loss.Count(taught);
    }

    /// <summary>Steps are on observations from here on, from the present weights and held back towards them.</summary>
    /// <param name="scaling">The scaling with the observations' regression.</param>
    /// <param name="stepShare">Factor on the step size.</param>
    public void BeginObservations(StudentScaling scaling, double stepShare)
    {
        Network.Guess(scaling);
        Optimiser.ContinueFromHere(Optimiser.Steps);
        Optimiser.DecayTowards(present: true, _schedule.WeightDecay(_description));
        _loss.Count([.. scaling.TargetScale.Select(_ => true)]);
        _loss.Running = [.. scaling.TargetScale.Select(_ => 1f)];
        StepScale *= stepShare;
    }

    /// <summary>Random order of an epoch's windows, the same for every variant of a seed.</summary>
    /// <param name="epoch">Its number.</param>
    /// <param name="windows">What the epoch goes through.</param>
    public Random BeginEpoch(int epoch, ShuffledWindows windows)
    {
        if (IsAsPublished || Several is not null)
        {
            _reader.Forget();
        }
        else
        {
            _reader.Keep(windows);
        }

        Network.IsTraining = true;
        manual_seed(StableHash.Of(_settings.Seed, $"dropout of epoch {epoch}"));
        return new Random(StableHash.Of(_settings.Seed, $"order of epoch {epoch}"));
    }

    /// <summary>One step on a batch. A guided student is shown some of the windows a second time, without their teacher.</summary>
    public void Step((WindowBlock Block, int Index)[] windows, Random random)
    {
        using var scope = NewDisposeScope();
        // Drawn for every variant, used or not, so that all see the same sequence.
        var hidden = windows.Select(_ => random.NextDouble() < _settings.HiddenStationShare).ToArray();
        var places = Enumerable.Range(0, windows.Length).Select(i => (long)i).ToArray();
        random.Shuffle(places);
        var copies = TeacherDropoutCopies(windows, places);
        var loss = Several is null ? LossOf(windows, hidden, copies) : LossAgainstSeveral(windows, hidden, copies, random);
        loss.backward();
        Optimiser.Step(LearningRate);
        using var noGradient = no_grad();
        _lossSum.AddInPlace(loss.detach());
        _lossCount++;
    }

    private static WindowBatch MovedALittle(WindowBatch batch, Random random)
    {
        var partners = Enumerable.Range(0, (int)batch.Count).Select(i => (long)i).ToArray();
        random.Shuffle(partners);
        return batch.MovedTowards(partners, [.. partners.Select(_ => (float)(MostMoved * random.NextDouble()))]);
    }

    private Tensor LossAgainstSeveral((WindowBlock Block, int Index)[] windows, bool[] hidden, long[] copies, Random random)
    {
        using var asTheyAre = WindowBatch.Of(_description, windows, hidden, _device);
        using var moved = MovedALittle(asTheyAre, random);
        using var twice = copies.Length > 0 ? moved.WithTeacherDropout(copies) : null;
        var seen = twice ?? moved;
        var forecast = Several!.Forecast(seen);
        var mean = new DistillationTarget(forecast, ones_like(forecast).Multiply(SeveralShare));
        return _loss.Of(_reader.Show(seen), mean);
    }

    private Tensor LossOf((WindowBlock Block, int Index)[] windows, bool[] hidden, long[] copies)
    {
        var seen = _reader.Show(windows, hidden, copies, IsAsPublished);
        return _loss.Of(seen, TargetOf(seen, windows, copies));
    }

    /// <summary>Places of the windows that come a second time: a share of those that have a teacher to hide.</summary>
    private long[] TeacherDropoutCopies((WindowBlock Block, int Index)[] windows, long[] order)
    {
        if (!Network.Shape.ReadsTeacher)
        {
            return [];
        }

        var taught = order.Where(place => TeacherCoverage.Any(_description, windows[place].Block, windows[place].Index)).ToArray();
        return taught[..(int)Math.Round(_settings.HiddenTeacherShare * taught.Length)];
    }

    /// <summary>Mean loss of the steps since the last call. Waits for the device, hence asked for only now and then.</summary>
    public double TakeMeanLoss()
    {
        var mean = HostTensors.Read(_lossSum)[0] / Math.Max(1, _lossCount);
        using var noGradient = no_grad();
        _lossSum.zero_();
        _lossCount = 0;
        return mean;
    }

    /// <summary>All state that decides the next step.</summary>
    public Dictionary<string, float[]> Snapshot()
    {
        var state = Optimiser.Snapshot();
        state["running"] = _loss.Running;
        return state;
    }

    /// <summary>Takes up a state.</summary>
    public void Restore(IReadOnlyDictionary<string, float[]> state, int steps)
    {
        Optimiser.Restore(state, steps);
        _loss.Running = state["running"];
        TakeMeanLoss();
    }

    /// <summary>Frees what is kept of the windows of an epoch: the next one reads them anew.</summary>
    public void ForgetReadings() => _reader.Forget();

    public void Dispose()
    {
        _reader.Dispose();
        _lossSum.Dispose();
        _loss.Dispose();
        Optimiser.Dispose();
        Network.Dispose();
    }

    private DistillationTarget? TargetOf(SeenWindows seen, (WindowBlock Block, int Index)[] windows, long[] copies)
    {
        var hidden = DistillationTargetOf(seen, copies);
        if (Further is null)
        {
            return hidden;
        }

        using var noGradient = no_grad();
        var forecast = tensor(Further.Forecast(windows)).view(windows.Length, Network.Shape.Horizon, Network.Shape.Targets).to(_device);
        var unknown = forecast.isnan();
        var weight = unknown.logical_not().to_type(ScalarType.Float32).Multiply(Further.Share);
        forecast = forecast.FilledWhere(unknown, 0);
        if (copies.Length == 0)
        {
            return new DistillationTarget(forecast, weight);
        }

        // The copies whose teacher is hidden come last, and learn what they would without a further teacher.
        var none = zeros_like(forecast).index_select(0, tensor(copies, device: _device));
        return new DistillationTarget(
            cat([forecast, hidden is null ? none : hidden.Forecast.narrow(0, windows.Length, copies.Length)], 0),
            cat([weight, hidden is null ? none : hidden.Weight.narrow(0, windows.Length, copies.Length)], 0));
    }

    /// <summary>
    /// A student that does not see the teacher learns from what the MOS baseline makes of it, beside the observation: the same expectation
    /// with less noise (generalised distillation, Lopez-Paz et al. 2016). What the MOS baseline cannot know must come from the observation,
    /// hence the weight falls as training goes on. A distilled student learns so from all windows, a guided one from those whose teacher is
    /// hidden.
    /// </summary>
    private DistillationTarget? DistillationTargetOf(SeenWindows seen, long[] copies)
    {
        var everywhere = Network.Shape.LearnsFromTeacher;
        if (_settings.TeacherWeight == 0 || !(everywhere || copies.Length > 0) || seen.Taught is not var (forecast, covered))
        {
            return null;
        }

        using var noGradient = no_grad();
        var weight = covered.Multiply(IsAsPublished ? _settings.TeacherWeight : _schedule.TeacherWeight(Optimiser.Steps));
        if (everywhere)
        {
            return new DistillationTarget(forecast, weight);
        }

        var places = tensor(copies, device: _device);
        return new DistillationTarget(
            cat([forecast, forecast.index_select(0, places)], 0),
            cat([zeros_like(weight), weight.index_select(0, places)], 0));
    }
}
