# SPDX-License-Identifier: MIT
# Parallel::ForkManager: a fork per chunk, as many at a time as there are workers.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Parallel::ForkManager;
use POSIX ();
use forkscale;

my $job = forkscale->job;
my $items = $job->{items};
my $workers = $forkscale::workers;
my $chunk = $forkscale::tunables{chunk};

# The first item of each chunk, and the end of the last.
my @bounds =
    $chunk
    ? ((map { $_ * $chunk } 0 .. ($items - 1) / $chunk), $items)
    : map { int($items * $_ / $workers) } 0 .. $workers;

# No data travels back; without a folder the manager would make one for it.
my $manager = Parallel::ForkManager->new($workers, '/tmp');
my (@free, $problem);

# A process that ends early is no exception: its wait status has to be looked at. When one is lost, so
# is the run.
$manager->run_on_finish(
    sub {
        my ($pid, $exit, $worker, $signal, $core) = @_;
        push @free, $worker;
        return if $problem;    # it was killed below
        eval { $job->ended($worker, $pid, $exit << 8 | $core << 7 | $signal); 1 } or fail($@);
    });
$manager->set_waitpid_blocking_sleep(0);    # wait in waitpid; the default polls once a second

sub fail
{
    $problem //= shift;
    kill 'KILL', $manager->running_procs;
}

sub start
{
    my ($first, $last) = @_;
    my $worker = pop @free;
    my $pid = eval { $manager->start($worker) };
    forkscale::check($! + 0) unless defined $pid;
    return if $pid;
    POSIX::close(forkscale::CHANNEL);    # held here, it would hide the parent's death from the cell
    $job->begin($worker);
    $job->run($_) for $first .. $last;
    $job->end;
    $manager->finish(0);
}

sub run
{
    @free = reverse 0 .. $workers - 1;
    $problem = undef;
    for my $at (1 .. $#bounds) {
        $manager->wait_for_available_procs(1);
        last if $problem;
        eval { start($bounds[$at - 1], $bounds[$at] - 1); 1 } or fail($@);
    }
    $manager->wait_all_children;
    die $problem if $problem;
}

forkscale::serve(\&run);
