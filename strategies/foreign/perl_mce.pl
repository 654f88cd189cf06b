# SPDX-License-Identifier: MIT
# MCE, the many-core engine: processes that outlive a run take ranges of a sequence.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use MCE::Loop;
use forkscale;

# MCE::Signal would pass these on to the whole process group, to which the cell belongs.
$SIG{$_} = 'DEFAULT' for qw(ABRT HUP INT PIPE QUIT TERM __DIE__);

my $job = forkscale->job;
my $items = $job->{items};

MCE::Loop->init(
    max_workers => $forkscale::workers,
    chunk_size  => $forkscale::tunables{chunk} || 'auto',
    bounds_only => 1,
    user_begin  => sub { $job->begin(MCE->wid - 1) });

# The same code in each run, or the processes would be started anew.
my $work = sub {
    my ($mce, $bounds) = @_;
    $job->run($_) for $bounds->[0] .. $bounds->[1];
};
forkscale::serve(sub { MCE::Loop->run_seq($work, 0, $items - 1) });
MCE::Loop->finish;
